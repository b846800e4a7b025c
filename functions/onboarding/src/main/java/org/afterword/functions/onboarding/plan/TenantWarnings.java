package org.afterword.functions.onboarding.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.afterword.engine.message.AfterwordHeaders;
import org.afterword.functions.onboarding.exchange.PowerShell;
import org.afterword.functions.onboarding.exchange.Value;

/** What an administrator should know before anything is created. */
final class TenantWarnings {
    private static final Pattern GATEWAYS = Pattern.compile(
            "mimecast|pphosted|proofpoint|barracuda|messagelabs|sophos|trendmicro|hornetsecurity|antispameurope|mailguard|"
                    + "iphmx|fireeyecloud|forcepoint|spamtitan");
    private static final Pattern SIGNATURE_SERVICES =
            Pattern.compile("exclaimer|codetwo|wisestamp|xink|opensense|rocketseed|letsignit|crossware|templafy");

    private static final String JOURNALED =
            "The archive keeps a mail as it leaves your rules the first time: without the signature, and with our header "
                    + AfterwordHeaders.AUTH
                    + ", in which your organisation's secret code stands. So let nobody read the "
                    + "archive whom you would not give the code. If it is to hold mail as recipients get it, add a rule below "
                    + "ours that sends a blind copy of mail whose header " + AfterwordHeaders.MESSAGE_PROCESSED
                    + " contains true to the archive.";

    /** By Microsoft's "Exchange Online limits". */
    private static final int MOST_RULES = 300;

    private final TenantState state;
    private final Set<String> ours;
    private final OurObjects known;
    private final Stamp stamp;
    private final PlanOptions options;
    private final List<Step> warnings = new ArrayList<>();

    private TenantWarnings(
            TenantState state, List<WantedObject> wanted, Stamp stamp, PlanOptions options, List<Before> before) {
        this.state = state;
        this.known = OurObjects.of(state, stamp, options.prefix(), before);
        this.ours = Stream.of(
                        wanted.stream().map(WantedObject::name),
                        Names.rules(options.prefix()).stream(),
                        Names.outboundConnectors(options.prefix()).stream())
                .flatMap(names -> names)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        this.stamp = stamp;
        this.options = options;
    }

    static List<Step> of(
            TenantState state, List<WantedObject> wanted, Stamp stamp, PlanOptions options, List<Before> before) {
        TenantWarnings warnings = new TenantWarnings(state, wanted, stamp, options, before);
        warnings.pilotGroup();
        warnings.tooManyRules(wanted);
        warnings.blockedConnectors();
        warnings.newRules(wanted, before);
        warnings.certificate();
        warnings.hydration();
        warnings.centralizedMailTransport();
        warnings.connectors();
        warnings.rules(wanted);
        warnings.richText();
        warnings.journaling();
        return List.copyOf(warnings.warnings);
    }

    private void pilotGroup() {
        state.pilotGroup()
                .filter(group -> options.pilotGroup().isPresent())
                .flatMap(PilotGroup::problem)
                .ifPresent(problem -> warn(Warning.PILOT_GROUP, problem));
    }

    private void tooManyRules(List<WantedObject> wanted) {
        int there = state.all(ObjectKind.TRANSPORT_RULE).size();
        long missing = wanted.stream()
                .filter(object -> object.kind() == ObjectKind.TRANSPORT_RULE
                        && known.find(object.kind(), object.name()).isEmpty())
                .count();
        long over = there + missing - MOST_RULES;
        if (missing > 0 && over > 0) {
            warn(
                    Warning.TOO_MANY_RULES,
                    "Your organisation has " + there + " mail flow rules, ours are " + missing
                            + " more, and Exchange Online takes " + MOST_RULES + ". Remove or merge "
                            + (over == 1 ? "one of your own" : over + " of your own")
                            + " first; until then nothing is created.");
        }
    }

    private void blockedConnectors() {
        state.all(ObjectKind.INBOUND_CONNECTOR).stream()
                .filter(connector -> isOurs(connector) && state.isBlocked(connector))
                .forEach(connector -> warn(
                        Warning.CONNECTOR_BLOCKED,
                        "Exchange Online has blocked the inbound connector “" + connector.name()
                                + "”, as it does where mail rises suddenly or looks like spam: signed mail is refused with "
                                + "5.7.711. We hold it meanwhile. See that nobody sends spam through your organisation, then "
                                + "unblock the connector in the Microsoft Defender portal under Review, Restricted "
                                + "entities (https://security.microsoft.com/restrictedentities). After that begin again with "
                                + "a pilot group, and let it grow."));
    }

    private void newRules(List<WantedObject> wanted, List<Before> before) {
        boolean connected = !known.mainRules().isEmpty();
        String names = wanted.stream()
                .filter(object -> object.isNew(options.prefix(), before)
                        && known.find(object.kind(), object.name()).isEmpty())
                .map(object -> "“" + object.name() + "”")
                .collect(Collectors.joining(", "));
        if (connected && !names.isEmpty()) {
            warn(Warning.NEW_RULES, "Afterword has new rules: press Apply. They are " + names + ".");
        }
    }

    private void certificate() {
        if (!state.isOfAcceptedDomain(stamp.certificateName())) {
            warn(
                    Warning.CERTIFICATE_DOMAIN_NOT_ACCEPTED,
                    "The certificate with which mail comes back is of " + stamp.certificateName()
                            + ", which is in none of the accepted domains. Exchange Online then knows the mail as yours by "
                            + "its sender's domain alone; mail without a sender and mail of other domains is refused, and "
                            + "Microsoft has announced that it may stop this altogether. Better: a certificate for a name in one of "
                            + "your domains.");
        }
    }

    private void hydration() {
        if (state.dehydrated()) {
            warn(
                    Warning.NOT_HYDRATED,
                    "This organisation has never been customised, so Enable-OrganizationCustomization comes first. It takes "
                            + "effect after some minutes, sometimes hours; if a step then fails, press Create again later.");
        }
    }

    private void centralizedMailTransport() {
        for (ExistingObject connector : CentralizedMailTransport.connectors(state, options.prefix())) {
            warn(
                    Warning.CENTRALIZED_MAIL_TRANSPORT,
                    "The outbound connector “" + connector.name()
                            + "” sends all mail for the outside through your own servers "
                            + "(centralized mail transport). Signed mail comes back to Exchange Online as mail from your own "
                            + "servers does, and such mail is not sent to them again: it may leave past them, and past what "
                            + "they check or archive. It is uncertain how Exchange Online counts mail of a signature service: "
                            + "Microsoft does not say. "
                            + switch (options.ownServers()) {
                                case UNDECIDED ->
                                    "Choose under Options what is to be done; until then the rule is not enabled.";
                                case SEND_ON ->
                                    "You have chosen that a rule sends it on to your servers. Try it with a pilot group, and see "
                                            + "in the message trace that a signed mail passes them once.";
                                case LEAVE ->
                                    "You have chosen to leave that to Exchange Online. See in the message trace which way a "
                                            + "signed mail takes.";
                            });
        }
    }

    private void richText() {
        for (ExistingObject domain : others(ObjectKind.REMOTE_DOMAIN)) {
            boolean forAll = domain.name().equalsIgnoreCase(Names.REMOTE_DOMAIN);
            JsonNode richText = domain.properties().get("TNEFEnabled");
            if (forAll || Value.of(false).matches(richText)) {
                continue;
            }
            boolean on = Value.of(true).matches(richText);
            if (on || options.richTextOff()) {
                warn(
                        Warning.RICH_TEXT_DOMAIN,
                        "The remote domain “" + domain.name() + "” wins over “Default” for mail to people at "
                                + domain.text("DomainName")
                                + (on
                                        ? ": it is all sent as Outlook's rich text, which cannot be signed."
                                        : ": it does not turn rich text off, so what somebody writes as rich text is sent so, "
                                                + "and cannot be signed.")
                                + " If those mails are to be signed: Set-RemoteDomain -Identity "
                                + PowerShell.quote(domain.name()) + " -TNEFEnabled $false");
            }
        }
    }

    private void journaling() {
        if (state.journalRules().isEmpty()) {
            warn(
                    Warning.JOURNALING,
                    "Your account may not run Get-JournalRule, so it is not known whether mail is journaled. If it is: "
                            + JOURNALED);
        } else if (!state.journalRules().get().isEmpty()) {
            String names = state.journalRules().get().stream()
                    .map(name -> "“" + name + "”")
                    .collect(Collectors.joining(", "));
            warn(Warning.JOURNALING, "Mail is journaled (" + names + "). " + JOURNALED);
        }
    }

    private void connectors() {
        Set<String> central = CentralizedMailTransport.connectors(state, options.prefix()).stream()
                .map(ExistingObject::name)
                .collect(Collectors.toSet());
        for (ExistingObject connector : others(ObjectKind.OUTBOUND_CONNECTOR)) {
            String hosts = texts(connector.properties().path("SmartHosts"));
            String all = (connector.name() + " " + hosts).toLowerCase(Locale.ROOT);
            if (!connector.isEnabled() || central.contains(connector.name())) {
                continue;
            }
            if (SIGNATURE_SERVICES.matcher(all).find()) {
                warn(
                        Warning.OTHER_SERVICE,
                        "The outbound connector “" + connector.name() + "” belongs to another signature service. "
                                + "Disable its rule before you enable ours, or mail gets two signatures.");
            } else if (!hosts.isEmpty()
                    && !connector.properties().path("UseMXRecord").asBoolean(true)) {
                warn(
                        Warning.OTHER_GATEWAY,
                        "The outbound connector “" + connector.name() + "” sends mail through another gateway (" + hosts
                                + "). Its own rules must not send mail there that still has to be signed, and mail that "
                                + "comes back from us must not go round again.");
            }
        }
        for (ExistingObject connector : others(ObjectKind.INBOUND_CONNECTOR)) {
            inboundConnector(connector);
            String all = (connector.name() + " " + connector.text("TlsSenderCertificateName")).toLowerCase(Locale.ROOT);
            if (connector.isEnabled() && GATEWAYS.matcher(all).find()) {
                warn(
                        Warning.OTHER_GATEWAY,
                        "The inbound connector “" + connector.name() + "” takes mail from another gateway. If your MX "
                                + "record points there, make sure that it lets Exchange Online take mail from our service "
                                + "directly.");
            }
        }
    }

    private void inboundConnector(ExistingObject connector) {
        if (!connector.isEnabled()) {
            return;
        }
        if (isFoundByOurCertificate(connector)) {
            warn(
                    Warning.SAME_CERTIFICATE,
                    "The inbound connector “" + connector.name() + "” is found by the same certificate as ours ("
                            + connector.text("TlsSenderCertificateName")
                            + "). Exchange Online can take signed mail for its mail, and then treats it by its settings. "
                            + "Disable or remove it, unless you know what it is for.");
        }
        boolean byCertificate =
                connector.properties().path("RestrictDomainsToCertificate").asBoolean(false);
        if (connector.text("ConnectorType").equalsIgnoreCase("Partner")
                && (byCertificate
                        || connector
                                .properties()
                                .path("RestrictDomainsToIPAddresses")
                                .asBoolean(false))
                && isForOurSenders(connector)) {
            warn(
                    Warning.RETURN_REFUSED,
                    "The inbound connector “" + connector.name()
                            + "” refuses mail of your own senders that does not come "
                            + (byCertificate ? "with its certificate" : "from its addresses")
                            + " (SenderDomains " + texts(connector.properties().path("SenderDomains"))
                            + "). Signed mail comes back from us, so it may be refused. Before you enable the rule, narrow "
                            + "its sender domains or lift the restriction, and try it with a pilot group.");
        }
    }

    private boolean isFoundByOurCertificate(ExistingObject connector) {
        String theirs = connector.text("TlsSenderCertificateName").toLowerCase(Locale.ROOT);
        String ours = stamp.certificateName();
        return theirs.equals(ours) || theirs.startsWith("*.") && ours.endsWith(theirs.substring(1));
    }

    private boolean isForOurSenders(ExistingObject connector) {
        JsonNode domains = connector.properties().path("SenderDomains");
        return StreamSupport.stream(domains.spliterator(), false)
                .map(domain -> domain.asText().replaceAll("(?i)^smtp:|;\\d+$", ""))
                .anyMatch(domain -> domain.equals("*") || state.isOfAcceptedDomain(domain));
    }

    private void rules(List<WantedObject> wanted) {
        for (ObjectKind kind : List.of(ObjectKind.OUTBOUND_CONNECTOR, ObjectKind.INBOUND_CONNECTOR)) {
            state.all(kind).stream()
                    .filter(connector -> isOurs(connector) && !connector.isEnabled())
                    .forEach(connector -> warn(
                            Warning.CONNECTOR_DISABLED,
                            "The connector “" + connector.name()
                                    + "” is there, but disabled. We enable it."
                                    + (kind == ObjectKind.INBOUND_CONNECTOR
                                            ? " " + Planner.INBOUND_STAYS_DISABLED
                                            : "")));
        }
        List<ExistingObject> existing = state.all(ObjectKind.TRANSPORT_RULE);
        Optional<ExistingObject> first =
                existing.stream().filter(rule -> !isOurs(rule)).findFirst();
        boolean ourRulesAreToMove = wanted.stream()
                .filter(object -> object.kind() == ObjectKind.TRANSPORT_RULE)
                .anyMatch(object -> known.find(object.kind(), object.name())
                        .filter(found -> isInPlace(object, found))
                        .isEmpty());
        if (first.isPresent() && ourRulesAreToMove) {
            warn(
                    Warning.PRIORITY_TAKEN,
                    "The rule “" + first.get().name() + "” stands at priority "
                            + first.get().priority()
                            + ". Our rules come before it, and it moves down; the order of your rules among each other stays. "
                            + "Our last rule ends rule processing on the way out: your rules then work when the mail comes "
                            + "back.");
        }
        existing.stream()
                .filter(rule -> !isOurs(rule) && rule.isEnabled() && isOfAnotherService(rule))
                .forEach(rule -> warn(
                        Warning.OTHER_SERVICE,
                        "The rule “" + rule.name()
                                + "” sends mail to another service that adds signatures or marks mail for it. "
                                + "Disable it before you enable ours, or mail gets two signatures."));
    }

    private static boolean isInPlace(WantedObject rule, ExistingObject found) {
        Value priority = rule.values().get("Priority");
        return priority != null && priority.matches(found.properties().get("Priority"));
    }

    private static boolean isOfAnotherService(ExistingObject rule) {
        String all = (rule.name() + " " + rule.text("SetHeaderName") + " " + rule.text("RouteMessageOutboundConnector"))
                .toLowerCase(Locale.ROOT);
        return SIGNATURE_SERVICES.matcher(all).find()
                || rule.text("SetHeaderName").equalsIgnoreCase(AfterwordHeaders.AUTH);
    }

    private List<ExistingObject> others(ObjectKind kind) {
        return state.all(kind).stream().filter(object -> !isOurs(object)).toList();
    }

    private boolean isOurs(ExistingObject object) {
        return known.all().contains(object) || ours.contains(object.name().toLowerCase(Locale.ROOT));
    }

    private static String texts(JsonNode array) {
        StringBuilder texts = new StringBuilder();
        array.forEach(text -> texts.append(texts.isEmpty() ? "" : ", ").append(text.asText()));
        return texts.isEmpty() ? array.asText("") : texts.toString();
    }

    private void warn(Warning warning, String text) {
        warnings.add(new Step.Warn(warning, text));
    }
}
