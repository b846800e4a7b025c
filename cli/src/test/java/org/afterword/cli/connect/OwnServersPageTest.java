package org.afterword.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The page of a tenant that has more to be said of: own servers, remote domains, journal rules. */
class OwnServersPageTest extends PageTest {
    @Test
    void enablingWaitsUntilItIsChosenWhatBecomesOfSignedMail() throws Exception {
        exchange.cloud()
                .tenant()
                .centralizedMailTransport("Outbound to our servers", "mail.contoso.example")
                .remoteDomain("Partner", "fabrikam.example", true)
                .journalRule("Archive", "archive@vault.example");
        String before = exchange.cloud().tenant().json();
        signIn();
        browser.text("plan");
        assertThat(browser.page())
                .contains("It is uncertain how Exchange Online counts mail of a signature service")
                .contains("people at fabrikam.example")
                .contains("Mail is journaled (“Archive”)");
        assertThat(browser.has("ownServers")).isTrue();
        browser.pictures("20-own-servers-plan");

        browser.click("create");
        assertThat(browser.text("waits")).contains("your own servers");
        assertThat(browser.script("return document.getElementById('enable').disabled"))
                .isEqualTo(true);
        browser.pictures("21-own-servers-waits");

        choose("send-on");
        browser.click("replan");
        browser.awaitText("Afterword: send on to your own servers");
        browser.pictures("22-own-servers-send-on");
        browser.click("create");
        browser.awaitText("Everything is created");
        browser.click("enable");
        assertThat(browser.text("connected")).contains("contoso.example");
        browser.pictures("23-own-servers-enabled");

        browser.click("remove");
        browser.acceptDialog();
        browser.text("removed");
        assertThat(exchange.cloud().tenant().json()).isEqualTo(before);
    }

    @Test
    void offersRichTextForTheOwnDomainsAndHidesWhatDoesNotConcernTheTenant() throws Exception {
        signIn();
        browser.text("plan");
        browser.script("document.getElementById('options').open = true;"
                + "document.getElementById('richTextInside').checked = true");
        assertThat(browser.script("return document.getElementById('ownServers').checkVisibility()"))
                .isEqualTo(false);
        browser.pictures("24-rich-text");
        browser.click("replan");
        browser.awaitText("Afterword rich text: contoso.example");
        browser.pictures("25-rich-text-plan");
    }

    private void choose(String value) {
        browser.script("document.getElementById('options').open = true;"
                + "document.getElementById('ownServers').value = '" + value + "'");
    }
}
