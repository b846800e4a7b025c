package org.afterword.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteTemplateTest {

    @Test
    void bindsNamedSegments() {
        RouteTemplate route = RouteTemplate.of("api", "tenants/{id:guid}/people/{person?}");
        assertThat(route.match("/api/tenants/7/people/anna")).contains(Map.of("id", "7", "person", "anna"));
        assertThat(route.match("/api/tenants/7/people/")).contains(Map.of("id", "7"));
        assertThat(route.match("/api/tenants/7")).isEmpty();
        assertThat(route.match("/api/tenants/7/people/anna/more")).isEmpty();
    }

    @Test
    void takesTheRestOfThePath() {
        RouteTemplate route = RouteTemplate.of("", "files/{*path}");
        assertThat(route.match("/files/a/b.css")).contains(Map.of("path", "a/b.css"));
        assertThat(route.match("/files")).contains(Map.of());
    }

    @Test
    void ignoresCaseInLiteralSegments() {
        assertThat(RouteTemplate.of("api", "Health").match("/API/health")).isPresent();
    }

    @Test
    void takesNoEmptySegmentForAParameter() {
        assertThat(RouteTemplate.of("api", "tenants/{id}/people").match("/api/tenants//people"))
                .isEmpty();
        assertThat(RouteTemplate.of("api", "tenants").match("/api//tenants")).isEmpty();
        assertThat(RouteTemplate.of("api", "tenants/{*path}").match("/api/tenants//people/"))
                .contains(Map.of("path", "/people"));
    }
}
