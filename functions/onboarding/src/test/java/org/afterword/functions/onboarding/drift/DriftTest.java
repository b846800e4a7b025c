package org.afterword.functions.onboarding.drift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.afterword.functions.onboarding.exchange.Value;
import org.afterword.functions.onboarding.plan.Difference;
import org.afterword.functions.onboarding.plan.ExistingObject;
import org.afterword.functions.onboarding.plan.ObjectKind;
import org.afterword.functions.onboarding.plan.PilotGroup;
import org.afterword.functions.onboarding.plan.Plan;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.plan.Planner;
import org.afterword.functions.onboarding.plan.Stamp;
import org.afterword.functions.onboarding.plan.States;
import org.afterword.functions.onboarding.plan.Step;
import org.afterword.functions.onboarding.plan.TenantState;
import org.afterword.functions.onboarding.plan.Warning;
import org.afterword.storage.tenant.RoutingCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DriftTest {
    private static final Stamp STAMP = new Stamp("eu.afterword.example", "return.contoso.com");
    private static final PlanOptions PILOT = PlanOptions.usual().withPilotGroup("pilot@contoso.com");
    private static final String MAIN = "Afterword: send to the signature service";
    private static final String MARKER = "Afterword: leave read receipts alone";

    /** Of Microsoft's reference of Set-TransportRule, all that changes what a rule does. */
    private static final String OF_RULES = """
            ActivationDate ADComparisonAttribute ADComparisonOperator AddManagerAsRecipientType AddToRecipients AnyOfCcHeader
            AnyOfCcHeaderMemberOf AnyOfRecipientAddressContainsWords AnyOfRecipientAddressMatchesPatterns AnyOfToCcHeader
            AnyOfToCcHeaderMemberOf AnyOfToHeader AnyOfToHeaderMemberOf ApplyClassification ApplyHtmlDisclaimerFallbackAction
            ApplyHtmlDisclaimerLocation ApplyHtmlDisclaimerText ApplyOME ApplyRightsProtectionCustomizationTemplate
            ApplyRightsProtectionTemplate AttachmentContainsWords AttachmentExtensionMatchesWords
            AttachmentHasExecutableContent AttachmentIsPasswordProtected AttachmentIsUnsupported AttachmentMatchesPatterns
            AttachmentNameMatchesPatterns AttachmentProcessingLimitExceeded AttachmentPropertyContainsWords AttachmentSizeOver
            BetweenMemberOf1 BetweenMemberOf2 BlindCopyTo ContentCharacterSetContainsWords CopyTo DeleteMessage Disconnect
            DlpPolicy ExceptIfADComparisonAttribute ExceptIfADComparisonOperator ExceptIfAnyOfCcHeader
            ExceptIfAnyOfCcHeaderMemberOf ExceptIfAnyOfRecipientAddressContainsWords
            ExceptIfAnyOfRecipientAddressMatchesPatterns ExceptIfAnyOfToCcHeader ExceptIfAnyOfToCcHeaderMemberOf
            ExceptIfAnyOfToHeader ExceptIfAnyOfToHeaderMemberOf ExceptIfAttachmentContainsWords
            ExceptIfAttachmentExtensionMatchesWords ExceptIfAttachmentHasExecutableContent
            ExceptIfAttachmentIsPasswordProtected ExceptIfAttachmentIsUnsupported ExceptIfAttachmentMatchesPatterns
            ExceptIfAttachmentNameMatchesPatterns ExceptIfAttachmentProcessingLimitExceeded
            ExceptIfAttachmentPropertyContainsWords ExceptIfAttachmentSizeOver ExceptIfBetweenMemberOf1
            ExceptIfBetweenMemberOf2 ExceptIfContentCharacterSetContainsWords ExceptIfFrom ExceptIfFromAddressContainsWords
            ExceptIfFromAddressMatchesPatterns ExceptIfFromMemberOf ExceptIfFromScope ExceptIfHasClassification
            ExceptIfHasNoClassification ExceptIfHasSenderOverride ExceptIfHeaderContainsMessageHeader
            ExceptIfHeaderContainsWords ExceptIfHeaderMatchesMessageHeader ExceptIfHeaderMatchesPatterns
            ExceptIfManagerAddresses ExceptIfManagerForEvaluatedUser ExceptIfMessageContainsDataClassifications
            ExceptIfMessageSizeOver ExceptIfMessageTypeMatches ExceptIfRecipientADAttributeContainsWords
            ExceptIfRecipientADAttributeMatchesPatterns ExceptIfRecipientAddressContainsWords
            ExceptIfRecipientAddressMatchesPatterns ExceptIfRecipientDomainIs ExceptIfRecipientInSenderList ExceptIfSCLOver
            ExceptIfSenderADAttributeContainsWords ExceptIfSenderADAttributeMatchesPatterns ExceptIfSenderDomainIs
            ExceptIfSenderInRecipientList ExceptIfSenderIpRanges ExceptIfSenderManagementRelationship ExceptIfSentTo
            ExceptIfSentToMemberOf ExceptIfSentToScope ExceptIfSubjectContainsWords ExceptIfSubjectMatchesPatterns
            ExceptIfSubjectOrBodyContainsWords ExceptIfSubjectOrBodyMatchesPatterns ExceptIfWithImportance ExpiryDate From
            FromAddressContainsWords FromAddressMatchesPatterns FromMemberOf FromScope GenerateIncidentReport
            GenerateNotification HasClassification HasNoClassification HasSenderOverride HeaderContainsMessageHeader
            HeaderContainsWords HeaderMatchesMessageHeader HeaderMatchesPatterns IncidentReportContent
            IncidentReportOriginalMail LogEventText ManagerAddresses ManagerForEvaluatedUser MessageContainsDataClassifications
            MessageSizeOver MessageTypeMatches Mode ModerateMessageByManager ModerateMessageByUser NotifySender PrependSubject
            Quarantine RecipientADAttributeContainsWords RecipientADAttributeMatchesPatterns RecipientAddressContainsWords
            RecipientAddressMatchesPatterns RecipientAddressType RecipientDomainIs RecipientInSenderList RedirectMessageTo
            RejectMessageEnhancedStatusCode RejectMessageReasonText RemoveHeader RemoveOME RemoveOMEv2
            RemoveRMSAttachmentEncryption RouteMessageOutboundConnector RouteMessageOutboundRequireTls RuleErrorAction
            RuleSubType SCLOver SenderADAttributeContainsWords SenderADAttributeMatchesPatterns SenderAddressLocation
            SenderDomainIs SenderInRecipientList SenderIpRanges SenderManagementRelationship SentTo SentToMemberOf SentToScope
            SetAuditSeverity SetHeaderName SetHeaderValue SetSCL SmtpRejectMessageRejectStatusCode SmtpRejectMessageRejectText
            StopRuleProcessing SubjectContainsWords SubjectMatchesPatterns SubjectOrBodyContainsWords
            SubjectOrBodyMatchesPatterns WithImportance
            """;

    /** The same of Set-InboundConnector. */
    private static final String OF_INBOUND = """
            AssociatedAcceptedDomains CloudServicesMailEnabled ConnectorType EFSkipIPs EFSkipLastIP EFUsers Enabled RequireTls
            RestrictDomainsToCertificate RestrictDomainsToIPAddresses SenderDomains SenderIPAddresses TlsSenderCertificateName
            TreatMessagesAsInternal TrustedOrganizations
            """;

    /** The same of Set-OutboundConnector. */
    private static final String OF_OUTBOUND = """
            AllAcceptedDomains CloudServicesMailEnabled ConnectorType Enabled IsTransportRuleScoped RecipientDomains
            RouteAllMessagesViaOnPremises SenderRewritingEnabled SmartHosts TlsDomain TlsSettings UseMXRecord
            """;

    private static Plan plan(TenantState state, PlanOptions options) {
        return Planner.connect(state, STAMP, new RoutingCode("0123456789ab"), options, List.of());
    }

    private static TenantState connected(PlanOptions options) {
        TenantState fresh = States.of(States.defaultRemoteDomain());
        return States.after(fresh, plan(fresh, options));
    }

    private static List<String> drift(TenantState state, PlanOptions options) {
        return Drift.of(state, plan(state, options), options.prefix(), false, List.of());
    }

    private static List<String> drift(TenantState state) {
        return drift(state, PlanOptions.usual());
    }

    private static ObjectNode properties(TenantState state, ObjectKind kind, String name) {
        return (ObjectNode) state.find(kind, name).orElseThrow().properties();
    }

    static Stream<String> ofRules() {
        return parameters(OF_RULES).flatMap(parameter -> Stream.of(MAIN, MARKER).map(rule -> rule + "/" + parameter));
    }

    static Stream<String> ofInbound() {
        return parameters(OF_INBOUND);
    }

    static Stream<String> ofOutbound() {
        return parameters(OF_OUTBOUND);
    }

    private static Stream<String> parameters(String list) {
        return Arrays.stream(list.strip().split("\\s+"));
    }

    /** Changes the property to what it may look like when somebody has set it. */
    private static void set(ObjectNode properties, String parameter) {
        if (properties.path(parameter).isBoolean()) {
            properties.put(parameter, !properties.path(parameter).booleanValue());
        } else if (parameter.matches("(Has|ExceptIfHas|Remove(OME|RMS)|Restrict|All|Treat).*|EFSkipLastIP|.*Enabled")) {
            properties.put(parameter, true);
        } else if (parameter.endsWith("Date")) {
            properties.put(parameter, "2030-12-31T00:00:00");
        } else if (parameter.contains("SCL")) {
            properties.put(parameter, 0);
        } else if (parameter.contains("DataClassifications")) {
            properties.putArray(parameter).addObject().put("name", "Credit Card Number");
        } else {
            properties.putArray(parameter).add("x");
        }
    }

    @ParameterizedTest
    @MethodSource("ofRules")
    void whatSomebodySetsOnARuleIsOneSentence(String ruleAndParameter) {
        String[] what = ruleAndParameter.split("/");
        TenantState state = connected(PlanOptions.usual());
        set(properties(state, ObjectKind.TRANSPORT_RULE, what[0]), what[1]);

        assertThat(drift(state)).singleElement().asString().contains("“" + what[0] + "”");
    }

    @ParameterizedTest
    @MethodSource("ofInbound")
    void whatSomebodySetsOnTheInboundConnectorIsOneSentence(String parameter) {
        TenantState state = connected(PlanOptions.usual());
        set(properties(state, ObjectKind.INBOUND_CONNECTOR, "Afterword inbound"), parameter);

        assertThat(drift(state)).singleElement().asString().startsWith("The inbound connector “Afterword inbound” ");
    }

    @ParameterizedTest
    @MethodSource("ofOutbound")
    void whatSomebodySetsOnTheOutboundConnectorIsOneSentence(String parameter) {
        TenantState state = connected(PlanOptions.usual());
        set(properties(state, ObjectKind.OUTBOUND_CONNECTOR, "Afterword outbound"), parameter);

        assertThat(drift(state)).singleElement().asString().startsWith("The outbound connector “Afterword outbound” ");
    }

    @Test
    void saysWhatWasAddedAndHowItIsClearedAndNoPlanClearsIt() {
        TenantState state = connected(PlanOptions.usual());
        ObjectNode main = properties(state, ObjectKind.TRANSPORT_RULE, MAIN);
        main.put("SentToScope", "NotInOrganization").put("ExpiryDate", "2030-12-31T00:00:00");
        main.put("HeaderContainsMessageHeader", "X-Team")
                .putArray("HeaderContainsWords")
                .add("a")
                .add("b");
        properties(state, ObjectKind.INBOUND_CONNECTOR, "Afterword inbound").put("RestrictDomainsToIPAddresses", true);
        properties(state, ObjectKind.TRANSPORT_RULE, MARKER).put("RecipientAddressType", "Original");

        assertThat(drift(state))
                .containsExactly(
                        "The inbound connector “Afterword inbound” has a restriction that is not ours: "
                                + "RestrictDomainsToIPAddresses = True. If nobody needs it: "
                                + "Set-InboundConnector -Identity 'Afterword inbound' -RestrictDomainsToIPAddresses:$false",
                        "The mail flow rule “" + MARKER
                                + "” has a setting that is not ours: RecipientAddressType = Original. "
                                + "If nobody needs it: Set-TransportRule -Identity '" + MARKER
                                + "' -RecipientAddressType 'Resolved'",
                        "The mail flow rule “" + MAIN + "” has a condition that is not ours: "
                                + "HeaderContainsMessageHeader = X-Team, HeaderContainsWords = a, b. If nobody needs it: "
                                + "Set-TransportRule -Identity '" + MAIN
                                + "' -HeaderContainsMessageHeader $null -HeaderContainsWords $null",
                        "The mail flow rule “" + MAIN
                                + "” has a condition that is not ours: SentToScope = NotInOrganization. "
                                + "If nobody needs it: Set-TransportRule -Identity '" + MAIN + "' -SentToScope $null",
                        "The mail flow rule “" + MAIN + "” has an end date that is not ours: ExpiryDate = "
                                + "2030-12-31T00:00:00. If nobody needs it: Set-TransportRule -Identity '" + MAIN
                                + "' -ExpiryDate $null");
        assertThat(plan(state, PlanOptions.usual()).isDone()).isTrue();
    }

    /** Everything that Get shows of a rule of ours on which nobody has set anything. */
    @Test
    void whatExchangeFillsInItselfIsNoDrift() {
        TenantState state = connected(PlanOptions.usual());
        for (String rule : List.of(MAIN, MARKER)) {
            ObjectNode shown = properties(state, ObjectKind.TRANSPORT_RULE, rule);
            parameters(OF_RULES).filter(parameter -> !shown.has(parameter)).forEach(parameter -> {
                if (parameter.matches(".*(Attachment(Is|Has|Proc)|HasNo|HasSender|Remove(OME|RMS)|RequireTls).*")) {
                    shown.put(parameter, false);
                } else if (parameter.hashCode() % 3 == 0) {
                    shown.putArray(parameter);
                } else {
                    shown.putNull(parameter);
                }
            });
            shown.put("Guid", "9b1f")
                    .put("ImmutableId", "9b1f")
                    .put("Identity", rule)
                    .put("RuleVersion", "15.0.5.2");
            shown.put("WhenChanged", "2026-05-01T08:00:00").put("Size", 1234).put("RegexSize", 2);
            shown.put("ManuallyModified", false).put("UseLegacyRegex", false).put("CreatedBy", "Admin");
            shown.put("Description", "If the message:\r\n\tis sent to 'Inside the organization'")
                    .put("IsValid", true);
            shown.putArray("Conditions").add("Microsoft.Exchange.MessagingPolicies.Rules.Tasks.FromScopePredicate");
            shown.putArray("Exceptions").add("Microsoft.Exchange.MessagingPolicies.Rules.Tasks.FromScopePredicate");
            shown.putArray("Actions").add("Microsoft.Exchange.MessagingPolicies.Rules.Tasks.SetHeaderAction");
            shown.put("RecipientAddressType", "Resolved")
                    .put("RuleSubType", "None")
                    .put("Comments", "Ask Joni");
            shown.putNull("DlpPolicyId")
                    .put("SomethingNew", false)
                    .put("SomethingElseNew", 0)
                    .putArray("AnotherNew");
            shown.put("NewWithAValue", "by default");
        }
        ObjectNode inbound = properties(state, ObjectKind.INBOUND_CONNECTOR, "Afterword inbound");
        inbound.put("ConnectorSource", "Default")
                .put("Comment", "")
                .put("EFSkipLastIP", false)
                .put("EFTestMode", false);
        inbound.putArray("SenderIPAddresses");
        inbound.putArray("EFSkipIPs");
        inbound.put("RestrictDomainsToCertificate", false).put("TreatMessagesAsInternal", false);
        ObjectNode outbound = properties(state, ObjectKind.OUTBOUND_CONNECTOR, "Afterword outbound");
        outbound.putArray("RecipientDomains").add("smtp:*;1");
        outbound.put("IsValidated", true).put("LastValidationTimestamp", "2026-05-01T08:00:00");
        outbound.put("AllAcceptedDomains", false)
                .put("SenderRewritingEnabled", false)
                .putArray("ValidationRecipients");

        assertThat(drift(state)).isEmpty();
    }

    @Test
    void seesWhatWasAddedToAnObjectThatWasRenamed() {
        TenantState state = connected(PlanOptions.usual());
        Plan plan = plan(state, PlanOptions.usual());
        ObjectNode main = properties(state, ObjectKind.TRANSPORT_RULE, MAIN);
        main.put("Name", "Signatures").put("SentToScope", "NotInOrganization");
        Step rename = new Step.Change(
                ObjectKind.TRANSPORT_RULE,
                "Signatures",
                List.of(new Difference("Name", main.get("Name"), Value.of(MAIN))),
                List.of(),
                "");

        assertThat(Drift.of(state, new Plan(List.of(rename), plan.wanted()), "Afterword", true, List.of()))
                .satisfiesExactly(
                        sentence -> assertThat(sentence).contains("Name = Signatures"),
                        sentence -> assertThat(sentence).contains("“Signatures” has a condition that is not ours"),
                        sentence -> assertThat(sentence).contains("“Signatures” is disabled"));
    }

    @Test
    void aLongListIsShownByItsBeginning() {
        TenantState state = connected(PlanOptions.usual());
        ObjectNode main = properties(state, ObjectKind.TRANSPORT_RULE, MAIN);
        main.putArray("SubjectContainsWords").add("x".repeat(90)).add("y".repeat(90));
        main.putArray("MessageContainsDataClassifications").addObject().put("name", "Credit Card Number");

        assertThat(drift(state))
                .satisfiesExactly(
                        sentence -> assertThat(sentence).contains("{\"name\":\"Credit Card Number\"}"),
                        sentence -> assertThat(sentence).contains("x".repeat(90) + ", yyyyyyyy …. If nobody needs it"));
    }

    @Test
    void anotherConnectorsOrRulesConditionsAreTheirOwn() {
        List<ExistingObject> objects =
                new ArrayList<>(connected(PlanOptions.usual()).objects());
        objects.add(new ExistingObject(
                ObjectKind.INBOUND_CONNECTOR,
                States.json("{\"Name\":\"Fax\",\"Enabled\":true,\"SenderIPAddresses\":[\"192.0.2.1\"]}")));

        assertThat(drift(States.of(objects))).isEmpty();
    }

    private static TenantState with(TenantState state, Optional<List<String>> blocked, Optional<PilotGroup> group) {
        return new TenantState(
                state.organization(),
                state.dehydrated(),
                state.domains(),
                state.initialDomains(),
                state.objects(),
                state.journalRules(),
                blocked,
                group);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "159eb7c4-75d7-43e2-95fe-ced44b3e0a56",
                "159EB7C4-75D7-43E2-95FE-CED44B3E0A56",
                "afterword inbound"
            })
    void aBlockedConnectorIsNamedWithThePageThatUnblocksIt(String identity) {
        TenantState state = connected(PlanOptions.usual());
        properties(state, ObjectKind.INBOUND_CONNECTOR, "Afterword inbound")
                .put("Guid", "159eb7c4-75d7-43e2-95fe-ced44b3e0a56");
        TenantState blocked = with(state, Optional.of(List.of(identity)), Optional.empty());

        assertThat(drift(blocked))
                .singleElement()
                .asString()
                .startsWith("The inbound connector “Afterword inbound” is blocked by Exchange Online (5.7.711)")
                .contains("held", "Microsoft Defender portal", "Review, Restricted entities");
        assertThat(plan(blocked, PlanOptions.usual()).warnings())
                .filteredOn(warn -> warn.warning() == Warning.CONNECTOR_BLOCKED)
                .singleElement()
                .satisfies(warn -> assertThat(warn.text())
                        .contains("“Afterword inbound”", "security.microsoft.com/restrictedentities", "pilot group"));
        assertThat(plan(blocked, PlanOptions.usual()).isDone()).isTrue();
    }

    @Test
    void aBlockedConnectorOfSomebodyElseOrAListThatMayNotBeReadIsNoDrift() {
        TenantState state = connected(PlanOptions.usual());

        assertThat(drift(with(state, Optional.of(List.of("3c01", "Scanner")), Optional.empty())))
                .isEmpty();
        assertThat(drift(with(state, Optional.empty(), Optional.empty()))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "MailUniversalSecurityGroup | Pilot@contoso.com | -",
                "GroupMailbox | first@contoso.com | The pilot's group “pilot@contoso.com” was renamed to “first@contoso.com”. The rule follows it by itself.",
                "- | - | The pilot's group “pilot@contoso.com” is no longer there: nobody's mail is signed. Choose another group, or none.",
            })
    void tellsWhatHasBecomeOfThePilotsGroup(String kind, String address, String sentence) {
        TenantState state = connected(PILOT);
        properties(state, ObjectKind.TRANSPORT_RULE, MAIN)
                .putArray("FromMemberOf")
                .add(address == null ? "9d2c0f (deleted)" : address);
        TenantState now = with(
                state,
                Optional.of(List.of()),
                Optional.of(new PilotGroup(
                        "pilot@contoso.com",
                        Optional.ofNullable(address).map(known -> new PilotGroup.Found(kind, known)))));

        assertThat(drift(now, PILOT))
                .containsExactlyElementsOf(
                        Optional.ofNullable(sentence).stream().toList());
    }

    @Test
    void aGroupThatIsNotChosenIsNoDrift() {
        TenantState state = with(
                connected(PlanOptions.usual()),
                Optional.of(List.of()),
                Optional.of(new PilotGroup("pilot@contoso.com", Optional.empty())));

        assertThat(drift(state)).isEmpty();
    }
}
