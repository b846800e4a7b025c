package org.afterword.cli.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.afterword.cli.Terminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which stamp, tenant and key a command takes, and what it prints of what the stamp answers. */
@Timeout(60)
class StampOptionsTest {
    private FakeStamp stamp;

    @BeforeEach
    void start() throws IOException {
        stamp = new FakeStamp()
                .answering("GET /api/tenants", 200, "{\"items\": [{\"id\": \"t1\", \"name\": \"Contoso\"}]}")
                .answering("GET /api/tenants/t1/rules", 200, "{\"rules\": []}");
    }

    @AfterEach
    void stop() {
        stamp.close();
    }

    private Terminal terminal(String... more) {
        return new Terminal(
                more.length == 0
                        ? Map.of("AFTERWORD_STAMP", stamp.address() + "/")
                        : Map.of("AFTERWORD_STAMP", stamp.address().toString(), more[0], more[1]));
    }

    @Test
    void takesTheStampOfTheEnvironmentAndItsOnlyTenant() {
        assertThat(terminal().run("signatures", "rules")).isZero();
        assertThat(stamp.requests())
                .extracting(FakeStamp.Request::line)
                .containsExactly("GET /api/tenants", "GET /api/tenants/t1/rules");
    }

    @Test
    void asksWhichOfSeveralTenants() {
        stamp.answering(
                "GET /api/tenants",
                200,
                "{\"items\": [{\"id\": \"t1\", \"name\": \"Contoso\"}, {\"id\": \"t2\", \"name\": \"Fabrikam\"}]}");
        Terminal terminal = terminal();
        assertThat(terminal.run("signatures", "rules")).isEqualTo(2);
        assertThat(terminal.err()).contains("--tenant", "t1  Contoso", "t2  Fabrikam");
        assertThat(terminal.run("signatures", "rules", "--tenant", "t1")).isZero();
    }

    @Test
    void takesTheKeyOfTheFileBeforeThatOfTheEnvironment(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "of-the-file\n");
        Terminal terminal = terminal("AFTERWORD_ADMIN_KEY", " of-the-environment ");
        terminal.run("signatures", "rules", "--tenant", "t1");
        terminal.run("signatures", "rules", "--tenant", "t1", "--key-file", file.toString());
        assertThat(stamp.requests())
                .extracting(FakeStamp.Request::key)
                .containsExactly("of-the-environment", "of-the-file");
    }

    @Test
    void countsThePeopleOfAllPages() {
        stamp.answering("GET /api/tenants/t1", 200, "{\"name\": \"Contoso\", \"state\": \"CONNECTED\"}")
                .answering(
                        "GET /api/tenants/t1/people?limit=1000",
                        200,
                        "{\"items\": [1, 2], \"next\": \"/api/tenants/t1/people?after=2\"}")
                .answering("GET /api/tenants/t1/people?after=2", 200, "{\"items\": [3]}")
                .answering(
                        "GET /api/tenants/t1/templates",
                        200,
                        "{\"items\": [{\"id\": \"full\", \"name\": \"Full\", \"usedBy\": []}]}");
        Terminal terminal = terminal();
        assertThat(terminal.run("signatures", "list")).isZero();
        assertThat(terminal.out()).startsWith("Contoso (connected), 3 people").contains("no rule names it");
    }

    @Test
    void saysThatThereAreMoreTraces() {
        stamp.answering(
                "POST /api/tenants/t1/traces",
                200,
                "{\"items\": [{\"at\": \"2026-01-01T00:00:00.123Z\", \"decision\": \"signed\"}], \"next\": \"x\"}");
        Terminal terminal = terminal();
        assertThat(terminal.run("signatures", "traces", "--limit", "1", "--sender", "a@contoso.example"))
                .isZero();
        assertThat(terminal.out()).contains("2026-01-01T00:00:00Z", "There are more");
        assertThat(stamp.requests().getLast().body()).contains("\"limit\":1", "\"sender\":\"a@contoso.example\"");
    }

    @Test
    void failsAnImportThatRefusedALine(@TempDir Path folder) throws IOException {
        stamp.answering("POST /api/tenants/t1/people", 200, """
                {"lines": [{"line": 3, "outcome": "refused", "errors": [{"pointer": "#/mail", "detail": "It must be an address."}]}],
                 "created": 1, "changed": 0, "unchanged": 0, "refused": 1}
                """);
        Path table = Files.writeString(folder.resolve("people.csv"), "mail\na@contoso.example\nnobody\n");
        Terminal terminal = terminal();
        assertThat(terminal.run("signatures", "import", "--people", table.toString()))
                .isEqualTo(1);
        assertThat(terminal.out().lines())
                .containsExactly(
                        "Line 3: refused; mail It must be an address.", "1 created, 0 changed, 0 unchanged, 1 refused");
    }
}
