package org.afterword.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.afterword.cli.endtoend.StampProcess;
import org.afterword.simulator.entra.Block;
import org.afterword.simulator.entra.DeviceLogin;
import org.afterword.simulator.smtp.LastingPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ways on which connecting fails, and how it goes on: as the page tells them in a browser. */
@Timeout(300)
class ConnectFailuresTest extends PageTest {
    @Test
    void saysThatTheSignInWasRefused() throws Exception {
        browser.click("connect");
        exchange.cloud().login().decline(browser.text("code"));

        browser.awaitText("The sign-in was declined");
        browser.picture("20-refused");
        signIn();
        browser.text("plan");
    }

    @Test
    void saysThatTheCodeHasExpired() throws Exception {
        exchange.cloud().login().lifetime(Duration.ofSeconds(2));
        browser.click("connect");

        browser.awaitText("The code has expired");
        browser.picture("21-expired");
    }

    @Test
    void saysWhoBlocksTheSignInAndWhatToDo() throws Exception {
        exchange.cloud().login().block(Block.CONDITIONAL_ACCESS);
        signIn();
        browser.awaitText("Conditional Access blocks this sign-in (AADSTS53003)");
        assertThat(browser.page()).contains("Use the script with your own sign-in");
        browser.pictures("22-blocked");

        exchange.cloud().login().block(Block.SECURITY_DEFAULTS);
        signIn();
        browser.awaitText("security defaults of your organisation block this sign-in (AADSTS530035)");
    }

    @Test
    void saysWhichRoleIsMissing() throws Exception {
        exchange.cloud().admin().switches().roleMissing(true);
        signIn();

        browser.awaitText("does not let this account run Get-OrganizationConfig (403)");
        assertThat(browser.page()).contains("Exchange Administrator");
        browser.picture("23-role-missing");
    }

    @Test
    void aReaderSeesThePlanAndIsToldWhichRoleItTakesToCarryItOut() throws Exception {
        exchange.cloud().login().role(DeviceLogin.GLOBAL_READER);
        exchange.cloud().admin().switches().roleForReadingOnly(true);
        signIn();
        browser.text("plan");
        assertThat(browser.state("mayChange")).isEqualTo(false);
        String before = exchange.cloud().tenant().json();

        browser.click("create");

        browser.awaitText("does not let this account run New-OutboundConnector (403)");
        browser.picture("29-reader");
        assertThat(exchange.cloud().tenant().json()).isEqualTo(before);

        exchange.cloud().login().role(DeviceLogin.EXCHANGE_ADMINISTRATOR);
        signIn();
        browser.text("plan");
        assertThat(browser.state("mayChange")).isEqualTo(true);
    }

    @Test
    void waitsWhileItIsThrottled() throws Exception {
        signIn();
        browser.text("plan");
        exchange.cloud().admin().switches().throttle(3, 1);

        browser.click("create");

        browser.awaitText("Exchange Online is busy. Going on in 1 s.");
        browser.picture("25-throttled");
        browser.text("ready");
    }

    @Test
    void goesOnAfterTheWorkerWasKilled() throws Exception {
        String before = exchange.cloud().tenant().json();
        exchange.stopStamp();
        int port = LastingPort.find();
        try (StampProcess first = StampProcess.begin(exchange.environment(), port)) {
            first.awaitReady();
            browser.open(URI.create("http://localhost:" + port + "/api/connect"));
            signIn();
            browser.text("plan");
            exchange.cloud().admin().switches().delay(500);
            browser.click("create");
            while (!exchange.cloud().admin().calls().contains("New-InboundConnector")) {
                Thread.sleep(10);
            }
            first.kill();
        }
        browser.awaitText("The service does not answer");
        browser.picture("26-no-answer");
        exchange.cloud().admin().switches().delay(0);
        try (StampProcess second = StampProcess.begin(exchange.environment(), port)) {
            second.awaitReady();
            browser.awaitText("The worker that served you is gone");
            browser.pictures("27-worker-gone");
            signIn();
            browser.awaitText("What is left to do");
            assertThat(browser.has("drift")).isFalse();
            browser.picture("28-half-way-again");
            browser.click("create");
            browser.text("ready");
            assertThat(exchange.cloud().admin().calls().stream().filter("New-OutboundConnector"::equals))
                    .hasSize(1);
            browser.click("remove");
            browser.acceptDialog();
            browser.text("removed");
            assertThat(exchange.cloud().tenant().json()).isEqualTo(before);
            browser.order("cancel");
        }
        browser.open(URI.create("about:blank"));
    }

    @Test
    void goesOnAfterAFailureHalfWay() throws Exception {
        signIn();
        browser.text("plan");
        exchange.cloud().admin().switches().refuse("New-TransportRule", "Something went wrong at Exchange Online.", 1);

        browser.click("create");
        browser.awaitText("New-TransportRule: Something went wrong at Exchange Online.");
        browser.awaitText("What is left to do");
        browser.picture("24-half-way");
        browser.click("create");
        browser.text("ready");
        assertThat(exchange.cloud().admin().calls().stream().filter("New-OutboundConnector"::equals))
                .hasSize(1);
    }
}
