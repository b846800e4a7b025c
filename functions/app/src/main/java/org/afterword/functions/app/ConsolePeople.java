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

/** {@code api/console/tenants/{tenant}/people}: whom signatures are for, for an organisation's own administrators. */
public final class ConsolePeople {

    @FunctionName("ConsolePeople")
    public HttpResponseMessage people(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET, HttpMethod.POST},
                            route = "console/tenants/{tenant}/people",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("tenant") String tenant) {
        return AdminHttp.administrator(request, AdminResource.PEOPLE, tenant, "");
    }

    @FunctionName("ConsolePerson")
    public HttpResponseMessage person(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET, HttpMethod.PUT, HttpMethod.DELETE},
                            route = "console/tenants/{tenant}/people/{mail}",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("tenant") String tenant,
            @BindingName("mail") String mail) {
        return AdminHttp.administrator(request, AdminResource.PERSON, tenant, mail);
    }
}
