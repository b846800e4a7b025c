package org.afterword.functions.app;

import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import java.io.IOException;
import java.util.Optional;
import org.afterword.functions.console.connect.ConnectApi;
import org.afterword.functions.console.connect.ConsoleRequest;
import org.afterword.functions.console.connect.ConsoleResponse;

/** {@code api/connect}: the page on which a tenant is connected, and its interface. */
public final class ConnectPage {
    private final ConnectApi desk;

    public ConnectPage() {
        this(FunctionApp.current().connectDesk());
    }

    ConnectPage(ConnectApi desk) {
        this.desk = desk;
    }

    @FunctionName("ConnectPage")
    public HttpResponseMessage page(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            route = "connect",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request)
            throws IOException {
        return answer(request, desk.page());
    }

    @FunctionName("ConnectRead")
    public HttpResponseMessage read(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            route = "connect/{name}",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("name") String name)
            throws IOException {
        return answer(request, desk.get(name, received(request)));
    }

    @FunctionName("ConnectOrder")
    public HttpResponseMessage order(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.POST,
                            route = "connect/{order}",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("order") String order)
            throws IOException {
        return answer(request, desk.post(order, received(request)));
    }

    private static ConsoleRequest received(HttpRequestMessage<Optional<String>> request) {
        return new ConsoleRequest(
                String.valueOf(request.getUri()),
                RequestHeaders.of(request),
                request.getBody().orElse(""));
    }

    private static HttpResponseMessage answer(HttpRequestMessage<?> request, ConsoleResponse response) {
        HttpResponseMessage.Builder builder = request.createResponseBuilder(HttpStatus.valueOf(response.status()))
                .body(response.body());
        response.headers().forEach(builder::header);
        return builder.build();
    }
}
