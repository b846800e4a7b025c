package org.afterword.functions.onboarding.drift;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.afterword.functions.onboarding.exchange.Value;
import org.afterword.functions.onboarding.plan.ObjectKind;

/**
 * Something that somebody can add to a rule or a connector. The lists are those of Microsoft's reference for
 * {@code Set-TransportRule}, {@code Set-InboundConnector} and {@code Set-OutboundConnector}; what Exchange works out itself, notes of
 * people, and what is reserved for Microsoft or only reported is not on them.
 *
 * @param what what people call it
 * @param parameters those that belong together, as a header's name and the words in it
 */
record Part(String what, List<String> parameters) {
    /** Values that Exchange fills in where nobody has said anything, beside nothing, false and 0. */
    private static final Map<String, String> USUAL = Map.of(
            "RecipientAddressType", "Resolved",
            "RecipientDomains", "*",
            "RuleSubType", "None",
            "SetAuditSeverity", "DoNotAudit");

    private static final String CONDITION = "a condition";
    private static final String EXCEPTION = "an exception";
    private static final String ACTION = "an action";
    private static final String RESTRICTION = "a restriction";
    private static final String SETTING = "a setting";

    /** Each line is a condition; each is an exception too, by its name after {@code ExceptIf}. */
    private static final List<String> PREDICATES = List.of(
            "ADComparisonAttribute ADComparisonOperator",
            "AnyOfCcHeader",
            "AnyOfCcHeaderMemberOf",
            "AnyOfRecipientAddressContainsWords",
            "AnyOfRecipientAddressMatchesPatterns",
            "AnyOfToCcHeader",
            "AnyOfToCcHeaderMemberOf",
            "AnyOfToHeader",
            "AnyOfToHeaderMemberOf",
            "AttachmentContainsWords",
            "AttachmentExtensionMatchesWords",
            "AttachmentHasExecutableContent",
            "AttachmentIsPasswordProtected",
            "AttachmentIsUnsupported",
            "AttachmentMatchesPatterns",
            "AttachmentNameMatchesPatterns",
            "AttachmentProcessingLimitExceeded",
            "AttachmentPropertyContainsWords",
            "AttachmentSizeOver",
            "BetweenMemberOf1 BetweenMemberOf2",
            "ContentCharacterSetContainsWords",
            "From",
            "FromAddressContainsWords",
            "FromAddressMatchesPatterns",
            "FromMemberOf",
            "FromScope",
            "HasClassification",
            "HasNoClassification",
            "HasSenderOverride",
            "HeaderContainsMessageHeader HeaderContainsWords",
            "HeaderMatchesMessageHeader HeaderMatchesPatterns",
            "ManagerForEvaluatedUser ManagerAddresses",
            "MessageContainsDataClassifications",
            "MessageSizeOver",
            "MessageTypeMatches",
            "RecipientADAttributeContainsWords",
            "RecipientADAttributeMatchesPatterns",
            "RecipientAddressContainsWords",
            "RecipientAddressMatchesPatterns",
            "RecipientDomainIs",
            "RecipientInSenderList",
            "SCLOver",
            "SenderADAttributeContainsWords",
            "SenderADAttributeMatchesPatterns",
            "SenderDomainIs",
            "SenderInRecipientList",
            "SenderIpRanges",
            "SenderManagementRelationship",
            "SentTo",
            "SentToMemberOf",
            "SentToScope",
            "SubjectContainsWords",
            "SubjectMatchesPatterns",
            "SubjectOrBodyContainsWords",
            "SubjectOrBodyMatchesPatterns",
            "WithImportance");

    private static final List<String> ACTIONS = List.of(
            "AddManagerAsRecipientType",
            "AddToRecipients",
            "ApplyClassification",
            "ApplyHtmlDisclaimerText ApplyHtmlDisclaimerLocation ApplyHtmlDisclaimerFallbackAction",
            "ApplyOME",
            "ApplyRightsProtectionTemplate ApplyRightsProtectionCustomizationTemplate",
            "BlindCopyTo",
            "CopyTo",
            "DeleteMessage",
            "Disconnect",
            "GenerateIncidentReport IncidentReportContent IncidentReportOriginalMail",
            "GenerateNotification",
            "LogEventText",
            "ModerateMessageByManager",
            "ModerateMessageByUser",
            "NotifySender",
            "PrependSubject",
            "Quarantine",
            "RedirectMessageTo",
            "RejectMessageReasonText RejectMessageEnhancedStatusCode",
            "RemoveHeader",
            "RemoveOME",
            "RemoveOMEv2",
            "RemoveRMSAttachmentEncryption",
            "RouteMessageOutboundConnector",
            "RouteMessageOutboundRequireTls",
            "SetAuditSeverity",
            "SetHeaderName SetHeaderValue",
            "SetSCL",
            "SmtpRejectMessageRejectText SmtpRejectMessageRejectStatusCode",
            "StopRuleProcessing");

    private static final List<Part> OF_RULES = Stream.of(
                    parts(CONDITION, PREDICATES),
                    parts(
                            EXCEPTION,
                            PREDICATES.stream()
                                    .map(parameters -> "ExceptIf" + parameters.replace(" ", " ExceptIf"))
                                    .toList()),
                    parts(ACTION, ACTIONS),
                    parts("a start date", List.of("ActivationDate")),
                    parts("an end date", List.of("ExpiryDate")),
                    parts(SETTING, List.of("DlpPolicy", "RecipientAddressType", "RuleSubType")))
            .flatMap(parts -> parts)
            .toList();

    private static final List<Part> OF_INBOUND = Stream.concat(
                    parts(
                            RESTRICTION,
                            List.of(
                                    "AssociatedAcceptedDomains",
                                    "RestrictDomainsToCertificate",
                                    "RestrictDomainsToIPAddresses",
                                    "SenderIPAddresses",
                                    "TrustedOrganizations")),
                    parts(SETTING, List.of("EFSkipIPs", "EFSkipLastIP", "EFUsers", "TreatMessagesAsInternal")))
            .toList();

    private static final List<Part> OF_OUTBOUND = Stream.concat(
                    parts(RESTRICTION, List.of("RecipientDomains")),
                    parts(SETTING, List.of("AllAcceptedDomains", "SenderRewritingEnabled")))
            .toList();

    private static Stream<Part> parts(String what, List<String> lines) {
        return lines.stream().map(line -> new Part(what, Arrays.asList(line.split(" "))));
    }

    /** All that can be added to an object of this kind. */
    static List<Part> of(ObjectKind kind) {
        return switch (kind) {
            case TRANSPORT_RULE -> OF_RULES;
            case INBOUND_CONNECTOR -> OF_INBOUND;
            case OUTBOUND_CONNECTOR -> OF_OUTBOUND;
            case ORGANIZATION, REMOTE_DOMAIN -> List.of();
        };
    }

    /** Whether somebody has set it. */
    static boolean isSet(String parameter, JsonNode read) {
        if (read.isArray()) {
            return StreamSupport.stream(read.spliterator(), false).anyMatch(element -> isSet(parameter, element));
        }
        if (read.isObject()) {
            return !read.isEmpty();
        }
        String text = read.asText("");
        boolean isNothing = read.isNull()
                || read.isMissingNode()
                || text.isBlank()
                || text.equalsIgnoreCase("false")
                || USUAL.containsKey(parameter)
                        && Value.of(USUAL.get(parameter)).matches(read);
        boolean isZero = text.equals("0") || text.toLowerCase(Locale.ROOT).startsWith("0 b (0 ");
        return !isNothing && (!isZero || parameter.contains("SCL")); // 0 is a spam confidence level like others.
    }

    /** What the Set cmdlet is given so that it is as if nobody had set it. */
    static Value cleared(String parameter, JsonNode read) {
        return read.isBoolean()
                ? Value.of(false)
                : USUAL.containsKey(parameter) && !read.isArray() ? Value.of(USUAL.get(parameter)) : new Value.Unset();
    }
}
