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

/** {@code api/console/tenants/{tenant}/rules}: which mail gets which template, for an organisation's own administrators. */
public final class ConsoleRules {

    @FunctionName("ConsoleRules")
    public HttpResponseMessage rules(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET, HttpMethod.PUT},
                            route = "console/tenants/{tenant}/rules",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("tenant") String tenant) {
        return AdminHttp.administrator(request, AdminResource.RULES, tenant, "");
    }
}
