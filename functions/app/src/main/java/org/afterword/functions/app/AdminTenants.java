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

/** {@code api/tenants}: the organisations of this stamp, for those who run it. */
public final class AdminTenants {

    @FunctionName("AdminTenants")
    public HttpResponseMessage tenants(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            route = "tenants",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request) {
        return AdminHttp.operator(request, AdminResource.TENANTS, "", "");
    }

    @FunctionName("AdminTenant")
    public HttpResponseMessage tenant(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET, HttpMethod.PUT, HttpMethod.PATCH},
                            route = "tenants/{tenant}",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("tenant") String tenant) {
        return AdminHttp.operator(request, AdminResource.TENANT, tenant, "");
    }
}
