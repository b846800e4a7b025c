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

/** {@code api/console/tenants}: the organisations of this stamp, for an organisation's own administrators. */
public final class ConsoleTenants {

    @FunctionName("ConsoleTenants")
    public HttpResponseMessage tenants(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            route = "console/tenants",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request) {
        return AdminHttp.administrator(request, AdminResource.TENANTS, "", "");
    }

    @FunctionName("ConsoleTenant")
    public HttpResponseMessage tenant(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET, HttpMethod.PUT, HttpMethod.PATCH},
                            route = "console/tenants/{tenant}",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("tenant") String tenant) {
        return AdminHttp.administrator(request, AdminResource.TENANT, tenant, "");
    }
}
