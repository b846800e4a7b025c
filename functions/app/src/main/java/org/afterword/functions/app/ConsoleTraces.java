package org.afterword.functions.app;

import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import java.util.Optional;
import org.afterword.functions.console.http.AdminResource;

/** {@code api/console/tenants/{tenant}/traces}: what became of each mail, for an organisation's own administrators. */
public final class ConsoleTraces {

    @FunctionName("ConsoleTraces")
    public HttpResponseMessage traces(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET, HttpMethod.POST},
                            route = "console/tenants/{tenant}/traces",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("tenant") String tenant) {
        return AdminHttp.administrator(request, AdminResource.TRACES, tenant, "");
    }
}
