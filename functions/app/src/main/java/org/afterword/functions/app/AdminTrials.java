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

/** {@code preview} and {@code explain} of a tenant: what would come of it. */
public final class AdminTrials {

    @FunctionName("AdminPreview")
    public HttpResponseMessage preview(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            route = "tenants/{tenant}/preview",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("tenant") String tenant) {
        return AdminHttp.operator(request, AdminResource.PREVIEW, tenant, "");
    }

    @FunctionName("AdminExplain")
    public HttpResponseMessage explain(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            route = "tenants/{tenant}/explain",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("tenant") String tenant) {
        return AdminHttp.operator(request, AdminResource.EXPLAIN, tenant, "");
    }
}
