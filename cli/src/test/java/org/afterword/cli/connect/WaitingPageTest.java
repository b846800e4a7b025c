package org.afterword.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the page offers first, by the state that the server tells: the server is played. */
class WaitingPageTest extends PageTest {
    private static final String REASON = "The inbound connector “Afterword inbound” is disabled.";

    /** Shows a state of a tenant, and from now on nothing that the server answers. */
    private void show(String state) {
        browser.script(
                "if (!window.played) { window.played = show; show = () => {}; poll = () => {}; clearTimeout(timer); }"
                        + " window.played(Object.assign({ready: true, attempt: 1, code: '', console: [], hasValues: true, busy: false,"
                        + " lost: false, now: '2026-01-01T12:00:00Z', account: 'admin@contoso.example',"
                        + " tenant: '6f0a7c9e-2f7b-4d1c-9a53-0d3c4b7f1e2a', organization: 'Contoso', initialDomain:"
                        + " 'contoso.onmicrosoft.com', domains: ['contoso.example'], drift: [], notices: [], waitsFor: [], plan: [],"
                        + " begun: true, known: true, choices: {pilotGroup: '', sizeLimitKilobytes: 26624, prefix: 'Afterword',"
                        + " ownServers: 'undecided'}}, " + state + "))");
    }

    private Object primary() {
        return browser.script("return [...document.querySelectorAll('button.primary')].map(b => b.textContent).join()");
    }

    @Test
    void enablingIsNotOfferedWhileItWaitsForSomething() throws Exception {
        show("{stage: 'CREATED', enabled: false, waitsFor: ['" + REASON + "']}");
        assertThat(browser.text("waits")).contains(REASON);
        assertThat(browser.script("return document.getElementById('enable').disabled"))
                .isEqualTo(true);
        browser.pictures("30-waits");

        show("{stage: 'CREATED', enabled: false}");
        assertThat(browser.has("waits")).isFalse();
        assertThat(browser.script("return document.getElementById('enable').disabled"))
                .isEqualTo(false);
        assertThat(browser.text("pilot-first")).contains("Start with a pilot group");
        browser.pictures("31-pilot-first");
    }

    @Test
    void disablingTheRuleIsTheFirstOfferWhileMailCannotComeBack() throws Exception {
        for (String stage : new String[] {"CREATED", "PLANNED", "FAILED"}) {
            show("{stage: '" + stage + "', enabled: true, disableFirst: true, waitsFor: ['" + REASON + "']}");

            assertThat(primary()).as(stage).isEqualTo("Disable the rule");
            assertThat(browser.script("return document.querySelector('#content h2').textContent"))
                    .isEqualTo("Disable the rule first");
            assertThat(browser.page()).contains(REASON);
            assertThat(browser.has("connected")).isFalse();
            browser.pictures("32-disable-first-" + stage.toLowerCase(java.util.Locale.ROOT));
        }
    }

    @Test
    void theScriptIsOfferedFirstWhereANewCodeCannotHelp() throws Exception {
        show(
                "{stage: 'ENDED', hasValues: false, account: null, problem: 'Blocked (AADSTS53003).', advice: 'Use the script.',"
                        + " newCodeHelps: false}");
        assertThat(primary()).isEqualTo("");
        assertThat(browser.script("return document.querySelector('#content h2').textContent"))
                .isEqualTo("Without signing in here");
        browser.pictures("33-no-new-code");

        show(
                "{stage: 'ENDED', hasValues: false, account: null, problem: 'A second factor (AADSTS50076).', advice: 'Ask for a"
                        + " new code.', newCodeHelps: true}");
        assertThat(primary()).isEqualTo("New code");
    }

    @Test
    void theRefusedGroupIsShownAtItsField() throws Exception {
        show(
                "{stage: 'FAILED', known: false, choices: {pilotGroup: 'all@contoso.example', sizeLimitKilobytes: 26624, prefix:"
                        + " 'Afterword', ownServers: 'undecided'}, problem: 'all@contoso.example is a dynamic group.', advice: ''}");
        assertThat(browser.text("pilotGroup-hint")).isEqualTo("all@contoso.example is a dynamic group.");
        assertThat(browser.script("return document.getElementById('pilotGroup').getAttribute('aria-invalid')"))
                .isEqualTo("true");
        browser.pictures("34-wrong-group");

        show(
                "{stage: 'PLANNED', known: false, plan: [{action: 'warn', warning: 'PILOT_GROUP', why: 'It is no group.'}]}");
        assertThat(browser.text("pilotGroup-hint")).isEqualTo("It is no group.");
    }

    @Test
    void saysForWhichOrganisationTheScriptIsAndHowToRunIt() throws Exception {
        show("{stage: 'CREATED', enabled: true, domain: 'contoso.example'}");
        browser.script("document.getElementById('run').open = true");
        assertThat(browser.page())
                .contains("for Contoso (contoso.onmicrosoft.com) alone")
                .contains("Unblock-File .\\connect-afterword.ps1")
                .contains("Connect-ExchangeOnline -DelegatedOrganization contoso.onmicrosoft.com");
        browser.pictures("35-script");
    }

    @Test
    void aPartnerNamesTheCustomersDomain() throws Exception {
        browser.awaitText("You administer this organisation as its partner or guest");
        browser.script("document.getElementById('partner').open = true");
        browser.type("#customer", "contoso/example");
        browser.pictures("36-partner");
        browser.click("connect");
        browser.awaitText("must be one of its domains");

        browser.type("#customer", "contoso.example");
        browser.click("connect");
        assertThat(exchange.cloud().login().approve(browser.text("code"), "admin@partner.example"))
                .isTrue();
        browser.text("plan");
        assertThat(browser.page()).contains("admin@partner.example", "Contoso");
        assertThat(browser.state("domain")).isEqualTo("contoso.example");
    }
}
