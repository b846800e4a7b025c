package org.afterword.cli.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.afterword.cli.Terminal;
import org.afterword.cli.demo.DemoExchange;
import org.afterword.cli.demo.DemoTenant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real requests to a stamp of one process, by the command line and without it. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignaturesTest {
    @TempDir
    Path folder;

    private DemoExchange exchange;
    private String stamp;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        exchange = DemoExchange.start(home);
        stamp = "http://127.0.0.1:" + exchange.stamp().functionsPort().getAsInt();
    }

    @AfterAll
    void stop() throws Exception {
        exchange.close();
    }

    private record Run(int code, String out, String err) {}

    private Run run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--stamp", stamp));
        return runAsTyped(Map.of(), all.toArray(new String[0]));
    }

    private static Run runAsTyped(Map<String, String> environment, String... words) {
        List<String> all = new ArrayList<>(List.of("signatures"));
        all.addAll(List.of(words));
        Terminal terminal = new Terminal(environment);
        int code = terminal.run(all.toArray(new String[0]));
        return new Run(code, terminal.out(), terminal.err());
    }

    private static String failure(Run run) {
        assertThat(run.code()).isEqualTo(1);
        return run.err();
    }

    private static String wrongUsage(Run run) {
        assertThat(run.code()).isEqualTo(2);
        return run.err();
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void listsWhatATenantHas() throws Exception {
        assertThat(run("list").out())
                .contains("Contoso (connected), ")
                .contains("full")
                .contains("Short signature on answers");
    }

    @Test
    void bringsAFolderToTheStampAndBackAndChangesNothingTheSecondTime() throws Exception {
        Path mine = folder.resolve("mine");
        assertThat(run("get", "--dir", mine.toString()).out()).contains("template full: written", "rules: written");
        assertThat(mine.resolve("templates/full/pictures/contoso.png")).isRegularFile();
        String unchanged = run("put", "--dir", mine.toString()).out();
        assertThat(unchanged).contains("template full: unchanged", "template short: unchanged", "rules: unchanged");

        write(mine.resolve("templates/winter/template.html"), "<p>{{displayName}}, until spring</p>");
        Path full = mine.resolve("templates/full/template.txt");
        Files.writeString(full, Files.readString(full) + "\nContoso since 1999\n");
        assertThat(run("put", "--dir", mine.toString(), "--dry-run").out())
                .contains("template winter: would be created", "template full: would be changed");
        assertThat(run("put", "--dir", mine.toString()).out())
                .contains("template winter: created", "template full: changed", "  text + Contoso since 1999");

        Files.delete(mine.resolve("templates/winter/template.html"));
        Files.delete(mine.resolve("templates/winter"));
        assertThat(run("put", "--dir", mine.toString()).out()).contains("template winter: not in the folder; it stays");
        assertThat(run("put", "--dir", mine.toString(), "--delete").out()).contains("template winter: deleted");
    }

    @Test
    void namesLineAndColumnOfUnsafeHtml() throws Exception {
        Path bad = folder.resolve("bad");
        write(bad.resolve("templates/bad/template.html"), "<p>a</p>\n<p>b</p><script>x()</script>");
        assertThat(failure(run("put", "--dir", bad.toString()))).contains("#/html line 2, column 9: ");
    }

    @Test
    void namesTheFieldOfARuleThatIsNotRight() throws Exception {
        Path bad = folder.resolve("badrules");
        write(bad.resolve("rules.json"), "{\"rules\": [{\"id\": \"a\", \"name\": \"A\", \"templateId\": \"gone\"}]}");
        assertThat(failure(run("put", "--dir", bad.toString()))).contains("#/rules/0/templateId: ");
        write(bad.resolve("rules.json"), "{\"rules\": [}");
        assertThat(failure(run("put", "--dir", bad.toString()))).contains("line 1, column 12");
    }

    @Test
    void previewsDraftsAndStoredTemplates() throws Exception {
        Path draft = folder.resolve("draft");
        write(
                draft.resolve("template.html"),
                "<p>{{displayName}}{{#mobilePhone}}, Mobile: {{mobilePhone}}{{/mobilePhone}}</p>");
        Path person = write(folder.resolve("p.json"), "{\"mail\": \"x@contoso.example\", \"displayName\": \"Zoë\"}");
        Path page = folder.resolve("page.html");
        assertThat(run(
                                "preview",
                                "--template",
                                draft.toString(),
                                "--person",
                                person.toString(),
                                "--out",
                                page.toString())
                        .out())
                .startsWith("Zoë\n")
                .doesNotContain("Mobile");
        assertThat(page).content(StandardCharsets.UTF_8).contains("<p>Zoë</p>").contains("Content-Security-Policy");
        assertThat(run("preview", "--template", "full", "--person", "anna.keller@" + DemoTenant.DOMAIN)
                        .out())
                .contains("Anna Keller", "pictures: 1");
    }

    @Test
    void explainsAMailFromAFileAndFromFacts() throws Exception {
        Path mail = write(
                folder.resolve("m.eml"),
                "From: anna.keller@contoso.example\r\nTo: you@fabrikam.example\r\nSubject: Hi\r\n\r\nHello\r\n");
        Path signed = folder.resolve("signed.eml");
        assertThat(run("explain", "--mail", mail.toString(), "--signed", signed.toString())
                        .out())
                .contains("Signature of anna.keller@contoso.example")
                .contains("To you@fabrikam.example: signed.")
                .contains("other kind");
        assertThat(signed).content(StandardCharsets.UTF_8).contains("Anna Keller");
        Path facts = write(
                folder.resolve("f.json"),
                "{\"from\": \"bruno.rossi@contoso.example\", \"to\": [\"you@fabrikam.example\"], \"kind\": \"REPLY\"}");
        assertThat(run("explain", "--facts", facts.toString()).out()).contains("It is a reply mail for external");
    }

    @Test
    void importsAndExportsPeople() throws Exception {
        Path table =
                write(folder.resolve("people.csv"), "mail,displayName\nzora@contoso.example,Zora\nnobody,Nobody\n");
        Run imported = run("import", "--people", table.toString());
        assertThat(imported.code()).isEqualTo(1);
        assertThat(imported.out())
                .contains("Line 3: refused; mail It must be", "1 created, 0 changed, 0 unchanged, 1 refused");
        Path exported = folder.resolve("exported.csv");
        run("export", "--people", exported.toString());
        assertThat(exported)
                .content(StandardCharsets.UTF_8)
                .contains("zora@contoso.example")
                .contains("'+41 44 555 01 17");
        assertThat(run("import", "--people", exported.toString()).out()).contains("0 created, 0 changed");
    }

    @Test
    void pausesSuspendsAndConnectsTheTenant() throws Exception {
        assertThat(run("state", "--set", "suspended").out()).contains("Contoso: suspended");
        assertThat(run("state", "--set", "paused").out()).contains("Contoso: paused");
        assertThat(run("state", "--set", "connected").out()).contains("Contoso: connected");
    }

    @Test
    void showsRulesAndTraces() throws Exception {
        assertThat(run("rules").out()).contains("\"mixedRecipients\"");
        assertThat(run("traces", "--sender", "nobody@contoso.example").out())
                .contains("No mail of the last seven days fits.");
    }

    @Test
    void tellsWhatToDoWhenTheCommandIsWrong() {
        assertThat(wrongUsage(runAsTyped(Map.of()))).contains("list, put");
        assertThat(wrongUsage(run("explain"))).contains("--mail");
        assertThat(wrongUsage(runAsTyped(Map.of(), "list", "--stamp", "nowhere")))
                .contains("must be an address");
        assertThat(failure(runAsTyped(Map.of(), "list", "--stamp", "http://127.0.0.1:1")))
                .contains("is it running?");
    }

    @Test
    void sendsNoKeyInClear() {
        assertThat(wrongUsage(runAsTyped(
                        Map.of("AFTERWORD_ADMIN_KEY", "secret"), "list", "--stamp", "http://stamp.contoso.example")))
                .contains("https")
                .doesNotContain("secret");
    }

    private HttpResponse<String> http(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stamp + path))
                .method(method, HttpRequest.BodyPublishers.ofString("{}"));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void servesItsOwnDescription() throws Exception {
        HttpResponse<String> answer = http("GET", "/api/openapi.json");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"/tenants/{tenant}/people/{mail}\"")
                .contains("\"/connect\"");
    }

    @Test
    void keepsTheConsolesAddressesToThoseWhoSignedIn() throws Exception {
        String rules = "/tenants/" + DemoTenant.ID + "/rules";
        HttpResponse<String> nobody = http("GET", "/api/console" + rules);
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(http("GET", "/api" + rules).statusCode()).isEqualTo(200);
    }

    @Test
    void answersOverHttpAsTheDocumentSays() throws Exception {
        String tenant = "/api/tenants/" + DemoTenant.ID;
        HttpResponse<String> rules = http("GET", tenant + "/rules");
        String etag = rules.headers().firstValue("ETag").orElseThrow();
        assertThat(http("GET", tenant + "/rules", "If-None-Match", etag).statusCode())
                .isEqualTo(304);
        assertThat(http("PUT", tenant + "/rules").statusCode()).isEqualTo(428);
        assertThat(http("PUT", tenant + "/rules", "If-Match", "\"stale\"").statusCode())
                .isEqualTo(412);
        assertThat(http("PATCH", tenant, "If-Match", "\"stale\"").statusCode()).isEqualTo(412);
        assertThat(http("DELETE", tenant + "/templates/full", "If-Match", "*").statusCode())
                .isEqualTo(409);
        assertThat(http("GET", tenant + "/people/anna.keller%40contoso.example").statusCode())
                .isEqualTo(200);
        assertThat(http("DELETE", tenant + "/rules").statusCode()).isEqualTo(405);
    }
}
