package org.afterword.functions.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds for every change: nothing is overwritten that its author has not seen. */
class ChangesTest {
    private static final String TEMPLATE = "{\"html\":\"<p>{{displayName}}</p>\"}";
    private final Office office;

    ChangesTest() throws Exception {
        office = new Office();
    }

    private Office.Asked put() {
        return office.ask("PUT", "tenants/{tenant}/templates/{id}", "t").body(TEMPLATE);
    }

    @Test
    void wantsToKnowWhatTheAuthorSaw() {
        assertThat(put().byOperator().status()).isEqualTo(428);
        assertThat(office.ask("PUT", "tenants/{tenant}/rules")
                        .body("{}")
                        .byOperator()
                        .status())
                .isEqualTo(428);
        assertThat(office.ask("PUT", "tenants/{tenant}/people/{mail}", "a@contoso.example")
                        .body("{}")
                        .byOperator()
                        .status())
                .isEqualTo(428);
        assertThat(office.ask("DELETE", "tenants/{tenant}/templates/{id}", "t")
                        .byOperator()
                        .status())
                .isEqualTo(428);
        assertThat(office.ask("PATCH", "tenants/{tenant}")
                        .body("{}")
                        .byOperator()
                        .status())
                .isEqualTo(428);
    }

    @Test
    void createsOnceAndReplacesByVersion() {
        Office.Told created = put().absent().byOperator();
        assertThat(created.status()).isEqualTo(201);
        assertThat(put().absent().byOperator().status()).isEqualTo(412);
        assertThat(put().match("\"other\"").byOperator().status()).isEqualTo(412);
        assertThat(put().match("W/" + created.etag()).byOperator().status()).isEqualTo(412);
        assertThat(put().match("no quotes").byOperator().status()).isEqualTo(400);
        assertThat(put().match(created.etag()).byOperator().status()).isEqualTo(200);
        assertThat(put().match("*").byOperator().status()).isEqualTo(200);
    }

    @Test
    void replacesWhateverIsThereButOnlyIfSomethingIs() {
        assertThat(put().match("*").byOperator().status()).isEqualTo(412);
    }

    @Test
    void writesNothingWhereNothingChanges() {
        String etag = put().absent().byOperator().etag();
        Office.Told again = put().match(etag).byOperator();
        assertThat(again.etag()).isEqualTo(etag);
        assertThat(again.json().path("changed").asBoolean()).isFalse();
    }

    @Test
    void answersAReaderWhoHasItAlreadyWithNothing() {
        String etag = put().absent().byOperator().etag();
        Office.Told known = office.ask("GET", "tenants/{tenant}/templates/{id}", "t")
                .header("if-none-match", etag)
                .byOperator();
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.response().body()).isEmpty();
    }

    @Test
    void letsOneOfManyWritersWin() throws Exception {
        String etag = put().absent().byOperator().etag();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> results = IntStream.range(0, 8)
                    .<Callable<Integer>>mapToObj(number -> () -> {
                        start.await();
                        return office.ask("PUT", "tenants/{tenant}/templates/{id}", "t")
                                .body("{\"html\":\"<p>" + number + "</p>\"}")
                                .match(etag)
                                .byOperator()
                                .status();
                    })
                    .map(writers::submit)
                    .toList();
            start.countDown();
            int won = 0;
            for (Future<Integer> result : results) {
                won += result.get() == 200 ? 1 : 0;
                assertThat(result.get()).isIn(200, 412);
            }
            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void deletesByVersionAndKeepsATemplateThatARuleNames() {
        String etag = put().absent().byOperator().etag();
        String rules = office.ask("PUT", "tenants/{tenant}/rules")
                .match("\"none\"")
                .body("{\"rules\":[{\"id\":\"r\",\"name\":\"R\",\"templateId\":\"t\"}]}")
                .byOperator()
                .etag();
        Office.Told kept = office.ask("DELETE", "tenants/{tenant}/templates/{id}", "t")
                .match(etag)
                .byOperator();
        assertThat(kept.status()).isEqualTo(409);
        assertThat(kept.text()).contains(": r.");
        assertThat(office.ask("PUT", "tenants/{tenant}/rules")
                        .match(rules)
                        .body("{\"rules\":[]}")
                        .byOperator()
                        .status())
                .isEqualTo(200);
        assertThat(office.ask("DELETE", "tenants/{tenant}/templates/{id}", "t")
                        .match("\"0\"")
                        .byOperator()
                        .status())
                .isEqualTo(412);
        assertThat(office.ask("DELETE", "tenants/{tenant}/templates/{id}", "t")
                        .match(etag)
                        .byOperator()
                        .status())
                .isEqualTo(204);
        assertThat(office.ask("GET", "tenants/{tenant}/templates/{id}", "t")
                        .byOperator()
                        .status())
                .isEqualTo(404);
    }

    @Test
    void refusesBodiesBeyondItsBounds() {
        assertThat(put().absent().body("x".repeat(2 << 20)).byOperator().status())
                .isEqualTo(413);
        assertThat(office.ask("PATCH", "tenants/{tenant}")
                        .match("*")
                        .body(" ".repeat(17 << 10))
                        .byOperator()
                        .status())
                .isEqualTo(413);
    }

    @Test
    void saysWhereTextCeasesToBeJson() {
        for (String broken : List.of("", "{", "{\"html\":\"a\",}", "{\"html\":\"a\",\"html\":\"b\"}", "{} {}", "NaN")) {
            assertThat(put().absent().body(broken).byOperator().status())
                    .as(broken)
                    .isEqualTo(400);
        }
        assertThat(put().absent().body("{\n  \"html\": oops}").byOperator().text())
                .contains("line 2")
                .doesNotContain("oops");
    }

    @Test
    void remembersWhatSignaturesLookedLike() throws Exception {
        String etag = put().absent().byOperator().etag();
        put().body("{\"html\":\"<b>{{displayName}}</b>\"}").match(etag).byOperator();
        assertThat(office.stores
                        .signatures()
                        .template(Office.CONTOSO, "t")
                        .orElseThrow()
                        .value()
                        .earlier())
                .containsExactly("<p>{{displayName}}</p>");
        assertThat(office.ask("GET", "tenants/{tenant}/templates/{id}", "t")
                        .byOperator()
                        .json()
                        .has("earlier"))
                .isFalse();
    }
}
