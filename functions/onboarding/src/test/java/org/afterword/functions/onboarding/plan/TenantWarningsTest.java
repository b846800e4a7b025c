package org.afterword.functions.onboarding.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.afterword.storage.tenant.RoutingCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantWarningsTest {
    private static final Stamp STAMP = new Stamp("eu.afterword.example", "return.contoso.com");
    private static final List<WantedObject> WANTED =
            WantedObjects.of(STAMP, new RoutingCode("0123456789ab"), PlanOptions.usual());

    private static List<Warning> warnings(TenantState state, Stamp stamp) {
        return TenantWarnings.of(state, WANTED, stamp, PlanOptions.usual(), List.of()).stream()
                .map(step -> ((Step.Warn) step).warning())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "OUTBOUND_CONNECTOR|{\"Name\":\"To fax\",\"Enabled\":true,\"UseMXRecord\":false,\"SmartHosts\":[\"fax.contoso.com\"]}|OTHER_GATEWAY",
                "OUTBOUND_CONNECTOR|{\"Name\":\"To fax\",\"Enabled\":false,\"UseMXRecord\":false,\"SmartHosts\":[\"fax.contoso.com\"]}|",
                "OUTBOUND_CONNECTOR|{\"Name\":\"By MX\",\"Enabled\":true,\"UseMXRecord\":true,\"SmartHosts\":[]}|",
                "OUTBOUND_CONNECTOR|{\"Name\":\"Exclaimer\",\"Enabled\":true,\"UseMXRecord\":false,\"SmartHosts\":[\"smtp.exclaimer.net\"]}|OTHER_SERVICE",
                "OUTBOUND_CONNECTOR|{\"Name\":\"Afterword outbound\",\"Enabled\":false}|CONNECTOR_DISABLED",
                "OUTBOUND_CONNECTOR|{\"Name\":\"Afterword outbound\",\"Enabled\":true,\"UseMXRecord\":false,\"SmartHosts\":[\"x.contoso.com\"]}|",
                "INBOUND_CONNECTOR|{\"Name\":\"From Mimecast\",\"Enabled\":true}|OTHER_GATEWAY",
                "INBOUND_CONNECTOR|{\"Name\":\"From Mimecast\",\"Enabled\":false}|",
                "INBOUND_CONNECTOR|{\"Name\":\"From a partner\",\"Enabled\":true}|",
                "INBOUND_CONNECTOR|{'Name':'Old set','Enabled':true,'TlsSenderCertificateName':'Return.contoso.com'}|SAME_CERTIFICATE",
                "INBOUND_CONNECTOR|{'Name':'Old set','Enabled':true,'TlsSenderCertificateName':'*.contoso.com'}|SAME_CERTIFICATE",
                "INBOUND_CONNECTOR|{'Name':'Old set','Enabled':false,'TlsSenderCertificateName':'return.contoso.com'}|",
                "INBOUND_CONNECTOR|{'Name':'Scanner','Enabled':true,'TlsSenderCertificateName':'scan.contoso.com'}|",
                "INBOUND_CONNECTOR|{'Name':'Scanner','Enabled':true,'TlsSenderCertificateName':null}|",
                "INBOUND_CONNECTOR|{'Name':'Lock','Enabled':true,'ConnectorType':'Partner','RestrictDomainsToIPAddresses':true,'SenderDomains':['smtp:*;1']}|RETURN_REFUSED",
                "INBOUND_CONNECTOR|{'Name':'Lock','Enabled':true,'ConnectorType':'Partner','RestrictDomainsToCertificate':true,'SenderDomains':['*']}|RETURN_REFUSED",
                "INBOUND_CONNECTOR|{'Name':'Lock','Enabled':true,'ConnectorType':'Partner','RestrictDomainsToCertificate':true,'SenderDomains':['a.example','smtp:contoso.com;1']}|RETURN_REFUSED",
                "INBOUND_CONNECTOR|{'Name':'Lock','Enabled':true,'ConnectorType':'Partner','RestrictDomainsToIPAddresses':true,'SenderDomains':['smtp:partner.example;1']}|",
                "INBOUND_CONNECTOR|{'Name':'Lock','Enabled':true,'ConnectorType':'Partner','SenderDomains':['smtp:*;1']}|",
                "INBOUND_CONNECTOR|{'Name':'Lock','Enabled':false,'ConnectorType':'Partner','RestrictDomainsToIPAddresses':true,'SenderDomains':['*']}|",
                "INBOUND_CONNECTOR|{'Name':'Lock','Enabled':true,'ConnectorType':'OnPremises','RestrictDomainsToIPAddresses':true,'SenderDomains':['*']}|",
                "TRANSPORT_RULE|{\"Name\":\"Disclaimer\",\"Priority\":0,\"State\":\"Enabled\"}|PRIORITY_TAKEN",
                "TRANSPORT_RULE|{\"Name\":\"Afterword: send to the signature service\",\"Priority\":0,\"State\":\"Enabled\"}|NEW_RULES"
            })
    void warnsOfWhatStandsInTheMailFlow(ObjectKind kind, String object, Warning warning) {
        TenantState state = States.of(new ExistingObject(kind, States.json(object.replace('\'', '"'))));

        assertThat(warnings(state, STAMP))
                .containsExactlyElementsOf(Optional.ofNullable(warning).stream().toList());
    }

    @ParameterizedTest
    @CsvSource({"Enabled,true", "Disabled,false"})
    void warnsOfAnotherServicesRuleThatIsEnabled(String enabled, boolean warned) {
        TenantState state = States.of(new ExistingObject(
                ObjectKind.TRANSPORT_RULE,
                States.json("{\"Name\":\"Sign\",\"Priority\":0,\"State\":\"" + enabled
                        + "\",\"SetHeaderName\":\"X-Afterword-Auth\"}")));

        assertThat(warnings(state, STAMP).contains(Warning.OTHER_SERVICE)).isEqualTo(warned);
    }

    @ParameterizedTest
    @CsvSource({
        "contoso.com,false",
        "return.contoso.com,false",
        "return.contoso.com.evil.example,true",
        "notcontoso.com,true"
    })
    void warnsOfACertificateOfNoAcceptedDomain(String certificate, boolean warned) {
        assertThat(warnings(States.of(), new Stamp("eu.afterword.example", certificate))
                        .contains(Warning.CERTIFICATE_DOMAIN_NOT_ACCEPTED))
                .isEqualTo(warned);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "296 | false | -",
                "297 | false | Your organisation has 297 mail flow rules, ours are 4 more, and Exchange Online takes 300. Remove or merge one of your own first; until then nothing is created.",
                "299 | false | Your organisation has 299 mail flow rules, ours are 4 more, and Exchange Online takes 300. Remove or merge 3 of your own first; until then nothing is created.",
                "296 | true | -"
            })
    void countsTheRulesBeforeAnyIsCreated(int others, boolean connected, String text) {
        Plan plan = Planner.connect(
                rules(others, connected), STAMP, new RoutingCode("0123456789ab"), PlanOptions.usual(), List.of());

        assertThat(plan.obstacle()).isEqualTo(Optional.ofNullable(text));
    }

    private static TenantState rules(int others, boolean connected) {
        List<ExistingObject> objects = new ArrayList<>();
        if (connected) {
            WANTED.stream()
                    .filter(object -> object.kind() == ObjectKind.TRANSPORT_RULE)
                    .forEach(object -> objects.add(States.rule(object.name(), objects.size())));
        }
        for (int i = 0; i < others; i++) {
            objects.add(States.rule("Rule " + i, objects.size()));
        }
        return States.of(objects);
    }

    @Test
    void tellsWhatAJournalKeeps() {
        assertThat(journaling(Optional.of(List.of()))).isEmpty();
        assertThat(journaling(Optional.of(List.of("Archive", "Legal"))))
                .singleElement()
                .asString()
                .startsWith("Mail is journaled (“Archive”, “Legal”).")
                .contains("without the signature", "X-Afterword-Auth", "blind copy");
        assertThat(journaling(Optional.empty()))
                .singleElement()
                .asString()
                .startsWith("Your account may not run Get-JournalRule")
                .contains("without the signature");
    }

    private static List<String> journaling(Optional<List<String>> rules) {
        TenantState state = new TenantState("Contoso", false, List.of("contoso.com"), List.of(), List.of(), rules);
        return TenantWarnings.of(state, WANTED, STAMP, PlanOptions.usual(), List.of()).stream()
                .map(Step.Warn.class::cast)
                .filter(warning -> warning.warning() == Warning.JOURNALING)
                .map(Step.Warn::text)
                .toList();
    }
}
