package org.afterword.functions.console;

import static org.afterword.functions.console.http.Right.CHANGE;
import static org.afterword.functions.console.http.Right.NONE;
import static org.afterword.functions.console.http.Right.READ;

import java.util.ArrayList;
import java.util.List;
import org.afterword.functions.console.connect.ConnectApi;
import org.afterword.functions.console.explain.Explanations;
import org.afterword.functions.console.http.Route;
import org.afterword.functions.console.http.RouteTable;
import org.afterword.functions.console.people.People;
import org.afterword.functions.console.signatures.Previews;
import org.afterword.functions.console.signatures.Rules;
import org.afterword.functions.console.signatures.Templates;
import org.afterword.functions.console.tenants.Tenants;
import org.afterword.functions.console.tenants.Traces;

/** Who answers what. {@code openapi.json} describes the same, and a test holds each against the other. */
record Routes(
        Tenants tenants,
        People people,
        Templates templates,
        Rules rules,
        Previews previews,
        Explanations explanations,
        Traces traces,
        ConnectApi connect) {

    RouteTable table() {
        List<Route> routes = new ArrayList<>(List.of(
                new Route("GET", "tenants", READ, tenants::list),
                new Route("GET", "tenants/{tenant}", READ, tenants::read),
                new Route("PUT", "tenants/{tenant}", CHANGE, tenants::change),
                new Route("PATCH", "tenants/{tenant}", CHANGE, tenants::change),
                new Route("GET", "tenants/{tenant}/people", READ, people::list),
                new Route("POST", "tenants/{tenant}/people", CHANGE, people::importAll),
                new Route("GET", "tenants/{tenant}/people/{mail}", READ, people::read),
                new Route("PUT", "tenants/{tenant}/people/{mail}", CHANGE, people::put),
                new Route("DELETE", "tenants/{tenant}/people/{mail}", CHANGE, people::delete),
                new Route("GET", "tenants/{tenant}/templates", READ, templates::list),
                new Route("GET", "tenants/{tenant}/templates/{id}", READ, templates::read),
                new Route("PUT", "tenants/{tenant}/templates/{id}", CHANGE, templates::put),
                new Route("DELETE", "tenants/{tenant}/templates/{id}", CHANGE, templates::delete),
                new Route("GET", "tenants/{tenant}/rules", READ, rules::read),
                new Route("PUT", "tenants/{tenant}/rules", CHANGE, rules::put),
                new Route("POST", "tenants/{tenant}/preview", READ, previews::show),
                new Route("POST", "tenants/{tenant}/explain", READ, explanations::explain),
                new Route("GET", "tenants/{tenant}/traces", READ, traces::list),
                new Route("POST", "tenants/{tenant}/traces", READ, traces::search),
                new Route("GET", "openapi.json", NONE, request -> ApiDescription.answer())));
        routes.addAll(connect.routes());
        return new RouteTable(routes);
    }
}
