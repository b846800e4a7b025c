package org.afterword.functions.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private final RouteTable table = new RouteTable(List.of(
            route("GET", "things"),
            route("GET", "things/{id}"),
            route("PUT", "things/{id}"),
            route("POST", "things/new"),
            route("DELETE", "things/{id}/parts/{part}"),
            route("POST", "things/{other}")));

    private static Route route(String method, String template) {
        return new Route(method, template, Right.READ, request -> ApiResponse.empty());
    }

    private String found(String method, String path) {
        return switch (table.find(method, path)) {
            case RouteTable.Match.Found found -> found.route() + " " + found.parameters();
            case RouteTable.Match.WrongMethod wrong -> "405 " + wrong.allow();
            case RouteTable.Match.NotFound notFound -> "404";
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | things | GET things {}",
                "GET | things/ | GET things {}",
                "GET | Things/A | GET things/{id} {id=A}",
                "HEAD | things | GET things {}",
                "PUT | things/a | PUT things/{id} {id=a}",
                "POST | things/a | POST things/{other} {other=a}",
                "DELETE | things/a/parts/b | DELETE things/{id}/parts/{part} {id=a, part=b}"
            })
    void findsARouteByMethodAndPath(String method, String path, String route) {
        assertThat(found(method, path)).isEqualTo(route);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a%40b.example | a@b.example",
                "a+b@c.example | a+b@c.example",
                "a%2Bb | a+b",
                "a%2Fb | a/b",
                "a%252Fb | a%2Fb",
                "%C3%A9 | é",
                "a%20b | a b",
                ".. | .."
            })
    void decodesEachSegmentByItselfAndOnce(String segment, String id) {
        assertThat(table.find("GET", "things/" + segment))
                .isInstanceOfSatisfying(
                        RouteTable.Match.Found.class,
                        found -> assertThat(found.parameters()).containsExactlyEntriesOf(Map.of("id", id)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "thing",
                "things//",
                "/things",
                "//things",
                "things//parts/b",
                "things/a/parts",
                "things/a/parts/b/c",
                "things%2Fa",
                "things/%zz",
                "things/%"
            })
    void findsNothingElsewhere(String path) {
        assertThat(found("GET", path)).isEqualTo("404");
    }

    @Test
    void findsNothingAtTheEndOfALongPath() {
        assertThat(found("GET", "things" + "/a".repeat(100_000))).isEqualTo("404");
        assertThat(found("GET", "things" + "/".repeat(100_000))).isEqualTo("404");
        assertThat(found("GET", "a".repeat(100_000))).isEqualTo("404");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | things | 405 GET, HEAD",
                "OPTIONS | things/a | 405 GET, HEAD, POST, PUT",
                "TRACE | things/a/parts/b | 405 DELETE",
                "get | things | 405 GET, HEAD",
                "BREW | things | 405 GET, HEAD"
            })
    void namesTheMethodsThatAPathTakes(String method, String path, String answer) {
        assertThat(found(method, path)).isEqualTo(answer);
    }

    @Test
    void prefersALiteralToAParameter() {
        assertThat(found("POST", "things/new")).isEqualTo("POST things/new {}");
        assertThat(found("GET", "things/new")).isEqualTo("405 POST");
    }

    @Test
    void refusesTwoRoutesForOneRequest() {
        assertThatThrownBy(() -> new RouteTable(List.of(route("GET", "a/{x}"), route("GET", "a/{y}"))))
                .hasMessageContaining("GET a/{y}");
    }
}
