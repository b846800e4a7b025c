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

/** {@code api/tenants/{tenant}/people}: whom signatures are for. */
public final class AdminPeople {

    @FunctionName("AdminPeople")
    public HttpResponseMessage people(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET, HttpMethod.POST},
                            route = "tenants/{tenant}/people",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("tenant") String tenant) {
        return AdminHttp.operator(request, AdminResource.PEOPLE, tenant, "");
    }

    @FunctionName("AdminPerson")
    public HttpResponseMessage person(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET, HttpMethod.PUT, HttpMethod.DELETE},
                            route = "tenants/{tenant}/people/{mail}",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("tenant") String tenant,
            @BindingName("mail") String mail) {
        return AdminHttp.operator(request, AdminResource.PERSON, tenant, mail);
    }
}
