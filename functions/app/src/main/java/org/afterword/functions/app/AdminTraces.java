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

/** {@code api/tenants/{tenant}/traces}: what became of each mail. */
public final class AdminTraces {

    @FunctionName("AdminTraces")
    public HttpResponseMessage traces(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET, HttpMethod.POST},
                            route = "tenants/{tenant}/traces",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("tenant") String tenant) {
        return AdminHttp.operator(request, AdminResource.TRACES, tenant, "");
    }
}
