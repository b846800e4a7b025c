package org.afterword.functions.app;

import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import java.util.Optional;
import java.util.function.Supplier;
import org.afterword.functions.console.ConsoleApi;

/** {@code api/console} and below: for an organisation's own administrators, by the session of the page. */
public final class AdministratorApi {
    private final Supplier<AppStart.State<ConsoleApi>> api;

    public AdministratorApi() {
        this(() -> FunctionApp.current(FunctionApp::console));
    }

    AdministratorApi(Supplier<AppStart.State<ConsoleApi>> api) {
        this.api = api;
    }

    @FunctionName("AdministratorApi")
    public HttpResponseMessage run(
            @HttpTrigger(
                            name = "request",
                            methods = {
                                HttpMethod.GET,
                                HttpMethod.HEAD,
                                HttpMethod.POST,
                                HttpMethod.PUT,
                                HttpMethod.PATCH,
                                HttpMethod.DELETE,
                                HttpMethod.OPTIONS
                            },
                            route = "console/{*path}",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request) {
        return HostMessages.answered(request, api, ConsoleApi::answerAdministrator);
    }
}
