package org.afterword.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.afterword.simulator.outbound.Submission;
import org.junit.jupiter.api.Test;

/** Walks the page in a browser, from the code to the removal. */
class ConnectPageTest extends PageTest {
    private static final String OUTBOUND = "Afterword outbound";

    private Submission send(String header) throws Exception {
        byte[] mail = ("From: anna.keller@contoso.example\r\nTo: you@fabrikam.example\r\nSubject: Test\r\n" + header
                        + "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHello\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return exchange.exchange().submit(mail, "anna.keller@contoso.example", "you@fabrikam.example");
    }

    @Test
    void walksFromTheCodeToTheRemoval() throws Exception {
        String before = exchange.cloud().tenant().json();
        browser.awaitText("Sign in as Exchange administrator");
        browser.pictures("01-start");
        browser.click("connect");
        String code = browser.text("code");
        browser.pictures("02-code");

        browser.reload();
        assertThat(browser.text("code")).isEqualTo(code);
        browser.openTab(exchange.cloud().exchange().resolve("/devicelogin"));
        browser.type("input[name=code]", code);
        browser.type("input[name=account]", ADMIN);
        browser.clickOn("button[name=approve]");
        browser.awaitText("You have signed in");
        browser.closeTab();

        browser.text("plan");
        assertThat(browser.page())
                .contains(ADMIN, "Contoso", "contoso.example", OUTBOUND, "Afterword inbound")
                .contains("none of the accepted domains");
        assertThat(exchange.cloud().tenant().json()).isEqualTo(before);
        browser.pictures("03-plan");
        browser.click("guide");
        browser.text("manual");
        browser.picture("04-guide");
        assertThat(browser.page()).contains("Route mail through this smart host", ".smtp.afterword.example");
        String routingCode = String.valueOf(browser.script(
                        "return [...document.querySelectorAll('#manual code')].map(c => c.textContent).find(t"
                                + " => t.endsWith('.smtp.afterword.example') && !t.startsWith('*'))"))
                .split("\\.")[0];
        browser.click("guide");

        exchange.cloud().admin().switches().delay(150);
        browser.click("create");
        browser.text("console");
        browser.picture("05-working");
        browser.text("ready");
        exchange.cloud().admin().switches().delay(0);
        browser.pictures("06-created");
        assertThat(send("").state("you@fabrikam.example")).isEqualTo(Submission.State.NOT_ROUTED);

        browser.click("enable");
        assertThat(browser.text("connected")).contains("contoso.example");
        browser.click("start-test");
        browser.text("test");
        browser.picture("07-waiting-for-the-test");
        Submission mail = send("");
        assertThat(exchange.exchange().awaitReturn(mail, Duration.ofSeconds(60)))
                .hasSize(1);
        assertThat(browser.text("test-result")).startsWith("Signed.");
        browser.pictures("08-tested");
        assertThat(send("Auto-Submitted: auto-replied\r\n").state("you@fabrikam.example"))
                .isEqualTo(Submission.State.NOT_ROUTED);
        assertThat(send("X-MS-Exchange-Calendar-Originator-Id: x\r\n").state("you@fabrikam.example"))
                .isEqualTo(Submission.State.NOT_ROUTED);
        assertThat(exchange.exchange().breaches()).isEmpty();
        assertThat(exchange.exchange().duplicates()).isEmpty();

        exchange.cloud().tenant().change(OUTBOUND, "Enabled", "false");
        exchange.cloud().tenant().change(OUTBOUND, "SmartHosts", "[\"elsewhere.example\"]");
        browser.click("check");
        assertThat(browser.text("drift"))
                .contains(
                        "is disabled: no mail reaches the signature service", "sends to another smart host than ours");
        browser.picture("09-drift");
        browser.click("create");
        browser.text("connected");

        browser.click("remove");
        browser.acceptDialog();
        browser.text("removed");
        browser.picture("10-removed");
        assertThat(exchange.cloud().tenant().json()).isEqualTo(before);
        assertThat(browser.complaints()).noneMatch(complaint -> complaint.contains("/api/connect"));

        assertThat(routingCode).hasSize(12);
        List<String> secrets = new ArrayList<>(exchange.cloud().login().secrets());
        secrets.add(routingCode);
        assertNowhere(secrets, routingCode);
    }

    /** No token, code or routing code in any log line, nor in any file of the store. */
    private void assertNowhere(List<String> secrets, String routingCode) throws Exception {
        String logs = String.join("", logged);
        assertThat(logs).contains("New-OutboundConnector");
        assertThat(secrets)
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(secret -> assertThat(logs).doesNotContain(secret));
        try (Stream<Path> files = Files.walk(folder.resolve("demo").resolve("store"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                boolean mail = file.getFileName().toString().startsWith("mail.db")
                        || file.toString().contains("/store/large/");
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                // The mail itself carries its routing code until it has gone back and the log is emptied; nothing else
                // may.
                assertThat(secrets)
                        .allSatisfy(
                                secret -> assertThat(mail && secret.equals(routingCode) || !content.contains(secret))
                                        .as("a secret in %s", file)
                                        .isTrue());
            }
        }
    }

    @Test
    void anotherBrowserSeesNothing() throws Exception {
        browser.click("connect");
        String code = browser.text("code");

        assertThat(browser.script("return document.cookie")).isEqualTo("");
        assertThat(browser.asAnotherBrowser()).doesNotContain(code);
        browser.reload();
        assertThat(browser.text("code")).isEqualTo(code);
    }
}
