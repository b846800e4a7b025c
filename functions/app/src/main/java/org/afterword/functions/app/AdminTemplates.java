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

/** {@code api/tenants/{tenant}/templates}: what signatures look like. */
public final class AdminTemplates {

    @FunctionName("AdminTemplates")
    public HttpResponseMessage templates(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            route = "tenants/{tenant}/templates",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("tenant") String tenant) {
        return AdminHttp.operator(request, AdminResource.TEMPLATES, tenant, "");
    }

    @FunctionName("AdminTemplate")
    public HttpResponseMessage template(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET, HttpMethod.PUT, HttpMethod.DELETE},
                            route = "tenants/{tenant}/templates/{id}",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("tenant") String tenant,
            @BindingName("id") String id) {
        return AdminHttp.operator(request, AdminResource.TEMPLATE, tenant, id);
    }
}
