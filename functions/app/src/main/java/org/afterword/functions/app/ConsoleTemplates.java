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

/** {@code api/console/tenants/{tenant}/templates}: what signatures look like, for an organisation's own administrators. */
public final class ConsoleTemplates {

    @FunctionName("ConsoleTemplates")
    public HttpResponseMessage templates(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            route = "console/tenants/{tenant}/templates",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("tenant") String tenant) {
        return AdminHttp.administrator(request, AdminResource.TEMPLATES, tenant, "");
    }

    @FunctionName("ConsoleTemplate")
    public HttpResponseMessage template(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET, HttpMethod.PUT, HttpMethod.DELETE},
                            route = "console/tenants/{tenant}/templates/{id}",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("tenant") String tenant,
            @BindingName("id") String id) {
        return AdminHttp.administrator(request, AdminResource.TEMPLATE, tenant, id);
    }
}
