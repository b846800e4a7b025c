package org.afterword.functions.onboarding.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.afterword.engine.message.AfterwordHeaders;
import org.afterword.functions.onboarding.exchange.Value;
import org.afterword.storage.tenant.RoutingCode;

/**
 * Which objects of a tenant are ours, whatever their names: an administrator can choose another prefix, or rename them by
 * hand. An object is ours by its name, by what was recorded when we touched it, or by its marks: the names of this
 * installation in a connector, the header that a rule sets together with its condition.
 *
 * <p>There is one object for each part that it plays. Further ones of the same part are a second set, which a change of the
 * prefix may have left. What bears the marks of another installation of this product is not ours, even under our names.
 */
public final class OurObjects {
    private static final String ROUTE = "RouteMessageOutboundConnector";
    private static final List<String> CONDITIONS = List.of(
            "From",
            "SentTo",
            "Sender",
            "Recipient",
            "Subject",
            "AnyOf",
            "Attachment",
            "Between",
            "HeaderMatches",
            "ExceptIf");

    /**
     * What an object of ours is for.
     *
     * @param ending of its name, after the prefix
     * @param marks values that make a rule one of this part
     */
    private record Part(ObjectKind kind, String ending, Map<String, String> marks) {
        static Part rule(String ending, Map<String, String> marks) {
            return new Part(ObjectKind.TRANSPORT_RULE, ending, marks);
        }

        static Part marker(String ending, String condition, String value) {
            return rule(ending, Map.of("SetHeaderName", AfterwordHeaders.MESSAGE_PROCESSED, condition, value));
        }

        boolean endsNameOf(ExistingObject object) {
            return endsName(object.name());
        }

        boolean endsName(String name) {
            return name.toLowerCase(Locale.ROOT).endsWith(ending.toLowerCase(Locale.ROOT));
        }

        boolean marks(ExistingObject object) {
            return marks.entrySet().stream()
                    .allMatch(mark -> object.text(mark.getKey()).equalsIgnoreCase(mark.getValue()));
        }
    }

    private static final Part IDENTIFY = Part.rule(Names.identify(""), Map.of("SetHeaderName", AfterwordHeaders.AUTH));
    private static final Part SEND_ON =
            Part.rule(Names.sendOn(""), Map.of("SetHeaderName", CentralizedMailTransport.SENT_ON));
    private static final List<Part> MARKERS = List.of(
            Part.marker(Names.recallRequests(""), "HeaderContainsMessageHeader", WantedObjects.RECALL_REQUEST_HEADER),
            Part.marker(Names.recallReports(""), "HeaderContainsMessageHeader", WantedObjects.RECALL_REPORT_HEADER),
            Part.marker(Names.readReceipts(""), "MessageTypeMatches", "ReadReceipt"),
            Part.marker(Names.approvalRequests(""), "MessageTypeMatches", "ApprovalRequest"),
            Part.marker(Names.automaticReplies(""), "MessageTypeMatches", "OOF"));
    private static final Part OUTBOUND = new Part(ObjectKind.OUTBOUND_CONNECTOR, Names.outbound(""), Map.of());
    private static final Part OWN_SERVERS = new Part(ObjectKind.OUTBOUND_CONNECTOR, Names.ownServers(""), Map.of());
    private static final Part INBOUND = new Part(ObjectKind.INBOUND_CONNECTOR, Names.inbound(""), Map.of());

    /** In the order in which they can be removed: no mail comes to us any more, and no rule names a connector. */
    private static final List<Part> PARTS = Stream.of(
                    Stream.of(IDENTIFY, SEND_ON), MARKERS.stream(), Stream.of(OUTBOUND, OWN_SERVERS, INBOUND))
            .flatMap(parts -> parts)
            .toList();

    private final TenantState state;
    private final Stamp stamp;
    private final String prefix;
    private final List<Before> before;
    private final boolean prefixIsTaken;
    private final boolean otherInstallation;
    /** Of each part all objects, the one that counts first. */
    private final Map<Part, List<ExistingObject>> found = new LinkedHashMap<>();

    private OurObjects(TenantState state, Stamp stamp, String prefix, List<Before> before) {
        this.state = state;
        this.stamp = stamp;
        this.prefix = prefix;
        this.before = List.copyOf(before);
        this.prefixIsTaken = isOfAnotherInstallation(prefix);
        this.otherInstallation = !ofOtherInstallations().isEmpty();
        // What a rule is, its connector says; and what the connector to the own servers is, its rule says.
        Stream.of(Stream.of(OUTBOUND, INBOUND, IDENTIFY), MARKERS.stream(), Stream.of(SEND_ON, OWN_SERVERS))
                .flatMap(parts -> parts)
                .forEach(part -> found.put(part, find(part)));
    }

    /**
     * @param prefix with which the names should begin
     * @param before what was recorded when we changed the tenant
     */
    public static OurObjects of(TenantState state, Stamp stamp, String prefix, List<Before> before) {
        return new OurObjects(state, stamp, prefix, before);
    }

    /** The object that should have this name. */
    Optional<ExistingObject> find(ObjectKind kind, String name) {
        Optional<Part> part = PARTS.stream()
                .filter(one -> one.kind == kind && name.equals(prefix + one.ending))
                .findFirst();
        return part.isPresent() ? all(part.get()).stream().findFirst() : state.find(kind, name);
    }

    /** All of them, in the order in which they can be removed. */
    List<ExistingObject> all() {
        List<ExistingObject> all = new ArrayList<>();
        PARTS.forEach(part -> all.addAll(all(part)));
        state.all(ObjectKind.REMOTE_DOMAIN).stream().filter(this::isOwnDomain).forEach(all::add);
        return all;
    }

    /** The rule that sends mail to us; more than one if there is a second set. */
    public List<ExistingObject> mainRules() {
        return all(IDENTIFY);
    }

    /** The rule that sends signed mail on to the organisation's own servers. */
    Optional<ExistingObject> sendOnRule() {
        return all(SEND_ON).stream().findFirst();
    }

    List<ExistingObject> outboundConnectors() {
        return all(OUTBOUND);
    }

    List<ExistingObject> inboundConnectors() {
        return all(INBOUND);
    }

    /** Those of a part that has an object before them, as far as we made them. */
    List<ExistingObject> secondSet() {
        return PARTS.stream()
                .flatMap(part -> all(part).stream().skip(1))
                .filter(object ->
                        Before.find(before, object).filter(Before::existed).isEmpty())
                .toList();
    }

    /** The routing codes that the rules' headers and the smart hosts hold. */
    public List<RoutingCode> codes() {
        return Stream.concat(
                        mainRules().stream().map(rule -> rule.text("SetHeaderValue")),
                        outboundConnectors().stream()
                                .flatMap(OurObjects::smartHosts)
                                .map(OurObjects::firstLabel))
                .flatMap(text -> RoutingCode.parse(text).stream())
                .distinct()
                .toList();
    }

    /** Why nothing can be created with this prefix: its names are those of another installation's objects. */
    Optional<String> refusal() {
        return prefixIsTaken
                ? Optional.of("The names that we would give are those of another installation of this product ("
                        + quoted(ofOtherInstallations())
                        + "), which is left alone. Choose another prefix under Options, or remove that installation's "
                        + "objects there first: mail that both of them sign has two signatures.")
                : Optional.empty();
    }

    /** What an administrator should know of them, and of what could be taken for them. */
    List<Step.Warn> warnings(List<WantedObject> wanted) {
        List<Step.Warn> warnings = new ArrayList<>();
        if (otherInstallation) {
            warnings.add(new Step.Warn(
                    Warning.OTHER_INSTALLATION,
                    refusal()
                            .orElseGet(() -> "Another installation of this product is connected too ("
                                    + quoted(ofOtherInstallations())
                                    + "). It is left alone. Let one of the two sign, or mail gets two signatures.")));
        }
        List<ExistingObject> renamed = wanted.stream()
                .flatMap(
                        object -> find(object.kind(), object.name())
                                .filter(known -> !known.name().equalsIgnoreCase(object.name()))
                                .stream())
                .toList();
        if (!renamed.isEmpty()) {
            warnings.add(new Step.Warn(
                    Warning.SET_UNDER_ANOTHER_NAME,
                    "A set of ours is there under another name: " + quoted(renamed) + ". It is renamed. If its rule is "
                            + "enabled, mail can wait for some minutes meanwhile."));
        }
        List<ExistingObject> second = secondSet();
        if (!second.isEmpty()) {
            warnings.add(new Step.Warn(
                    Warning.SET_UNDER_ANOTHER_NAME,
                    "A second set of ours is there under another name: " + quoted(second) + ". It is removed."
                            + (mainRules().stream().skip(1).anyMatch(ExistingObject::isEnabled)
                                    ? " Its rule is enabled: enable the one that stays afterwards, or mail is not signed."
                                    : "")));
        }
        for (ExistingObject connector : all()) {
            rulesOfOthersOn(connector)
                    .forEach(rule -> warnings.add(
                            new Step.Warn(Warning.CONNECTOR_USED_BY_OTHERS, Removal.inUse(rule, connector))));
        }
        return warnings;
    }

    private static String quoted(List<ExistingObject> objects) {
        return objects.stream().map(object -> "“" + object.name() + "”").collect(Collectors.joining(", "));
    }

    /** Connectors to other installations of this product. */
    private List<ExistingObject> ofOtherInstallations() {
        return state.all(ObjectKind.OUTBOUND_CONNECTOR).stream()
                .filter(this::leadsToAnotherInstallation)
                .toList();
    }

    /** Rules that are not ours and send mail to this connector, which cannot be removed before them. */
    List<ExistingObject> rulesOfOthersOn(ExistingObject connector) {
        List<ExistingObject> ours = all();
        return connector.kind() != ObjectKind.OUTBOUND_CONNECTOR
                ? List.of()
                : state.all(ObjectKind.TRANSPORT_RULE).stream()
                        .filter(rule -> rule.text(ROUTE).equalsIgnoreCase(connector.name()) && !ours.contains(rule))
                        .toList();
    }

    private List<ExistingObject> all(Part part) {
        return found.getOrDefault(part, List.of());
    }

    private List<ExistingObject> find(Part part) {
        List<ExistingObject> all = new ArrayList<>();
        if (!prefixIsTaken) {
            state.find(part.kind, prefix + part.ending).ifPresent(all::add);
        }
        List<ExistingObject> candidates = state.all(part.kind);
        candidates.stream()
                .filter(object -> !all.contains(object) && isRecordedAs(part, object))
                .forEach(all::add);
        for (ExistingObject object : candidates) {
            if (!all.contains(object) && isMarkedAs(part, object) && (all.isEmpty() || isSecond(part, object, all))) {
                all.add(object);
            }
        }
        return List.copyOf(all);
    }

    private boolean isRecordedAs(Part part, ExistingObject object) {
        return Before.find(before, object)
                .filter(earlier -> part.endsName(earlier.name()))
                .isPresent();
    }

    private boolean isMarkedAs(Part part, ExistingObject object) {
        boolean namedLikeOurs = part.endsNameOf(object) && isNextToOurs(prefixOf(part, object));
        if (part.equals(OUTBOUND)) {
            return leadsHere(object);
        }
        if (part.equals(INBOUND)) {
            return object.text("TlsSenderCertificateName").equalsIgnoreCase(stamp.certificateName())
                    && object.text("ConnectorType").equalsIgnoreCase("OnPremises")
                    && (namedLikeOurs || takesAllMailBack(object))
                    && !(part.endsNameOf(object) && isOfAnotherInstallation(prefixOf(part, object)));
        }
        if (part.equals(OWN_SERVERS)) {
            return object.properties().path("IsTransportRuleScoped").asBoolean(false)
                    && !all(OUTBOUND).contains(object)
                    && (namedLikeOurs
                            || all(SEND_ON).stream()
                                    .anyMatch(rule -> rule.text(ROUTE).equalsIgnoreCase(object.name())));
        }
        if (part.equals(IDENTIFY)) {
            return part.marks(object) && sendsHere(object, namedLikeOurs);
        }
        return part.marks(object) && (namedLikeOurs || !otherInstallation && !hasOtherConditions(part, object));
    }

    /**
     * Whether it is one of a second set and not something that somebody made by copying: a second main rule has a connector
     * of its own, and a second rule of another part is named as others of its set.
     */
    private boolean isSecond(Part part, ExistingObject object, List<ExistingObject> before) {
        if (part.equals(IDENTIFY)) {
            return before.stream().noneMatch(rule -> rule.text(ROUTE).equalsIgnoreCase(object.text(ROUTE)));
        }
        return part.kind != ObjectKind.TRANSPORT_RULE
                || part.endsNameOf(object) && isNextToOurs(prefixOf(part, object));
    }

    /** Whether there is another object of ours whose name has this prefix. */
    private boolean isNextToOurs(String itsPrefix) {
        return found.entrySet().stream()
                .anyMatch(part -> part.getValue().stream()
                        .anyMatch(object -> object.name().equalsIgnoreCase(itsPrefix + part.getKey().ending)));
    }

    private boolean sendsHere(ExistingObject rule, boolean namedLikeOurs) {
        Optional<ExistingObject> connector = state.find(ObjectKind.OUTBOUND_CONNECTOR, rule.text(ROUTE));
        if (connector.isPresent()) {
            return all(OUTBOUND).contains(connector.get());
        }
        return namedLikeOurs
                || RoutingCode.parse(rule.text("SetHeaderValue"))
                        .filter(code -> all(OUTBOUND).stream()
                                .flatMap(OurObjects::smartHosts)
                                .anyMatch(host -> firstLabel(host).equals(code.value())))
                        .isPresent();
    }

    private static boolean takesAllMailBack(ExistingObject inbound) {
        return inbound.properties().path("CloudServicesMailEnabled").asBoolean(false)
                && Value.of(List.of("*")).matches(inbound.properties().get("SenderDomains"));
    }

    private boolean isOwnDomain(ExistingObject domain) {
        String name = domain.name();
        if (name.equalsIgnoreCase(Names.REMOTE_DOMAIN)) {
            return false;
        }
        Optional<String> itsPrefix = Names.prefixOfOwnDomain(name, domain.text("DomainName"));
        return !prefixIsTaken && name.startsWith(Names.ownDomains(prefix))
                || Before.find(before, domain)
                        .filter(earlier -> !earlier.existed())
                        .isPresent()
                || itsPrefix.filter(other -> !isOfAnotherInstallation(other)).isPresent();
    }

    private boolean isOfAnotherInstallation(String itsPrefix) {
        boolean connector = state.find(ObjectKind.OUTBOUND_CONNECTOR, Names.outbound(itsPrefix))
                .filter(this::leadsToAnotherInstallation)
                .isPresent();
        return connector
                || state.find(ObjectKind.TRANSPORT_RULE, Names.identify(itsPrefix))
                        .filter(rule -> IDENTIFY.marks(rule)
                                && Before.find(before, rule).isEmpty())
                        .flatMap(rule -> state.find(ObjectKind.OUTBOUND_CONNECTOR, rule.text(ROUTE)))
                        .filter(this::leadsToAnotherInstallation)
                        .isPresent();
    }

    private boolean leadsHere(ExistingObject outbound) {
        return outbound.text("TlsDomain").equalsIgnoreCase(stamp.tlsDomain())
                || smartHosts(outbound)
                        .anyMatch(host -> host.endsWith(stamp.tlsDomain().substring(1)));
    }

    private boolean leadsToAnotherInstallation(ExistingObject outbound) {
        return !leadsHere(outbound)
                && Before.find(before, outbound).isEmpty()
                && smartHosts(outbound)
                        .anyMatch(host -> RoutingCode.parse(firstLabel(host)).isPresent()
                                && host.startsWith(firstLabel(host) + ".smtp."));
    }

    private static Stream<String> smartHosts(ExistingObject outbound) {
        List<String> hosts = new ArrayList<>();
        outbound.properties()
                .path("SmartHosts")
                .forEach(host -> hosts.add(host.asText().toLowerCase(Locale.ROOT)));
        return hosts.stream();
    }

    private static String firstLabel(String host) {
        return host.split("\\.", 2)[0];
    }

    private static String prefixOf(Part part, ExistingObject object) {
        return object.name()
                .substring(
                        0,
                        object.name().length()
                                - Math.min(part.ending.length(), object.name().length()));
    }

    private static boolean hasOtherConditions(Part part, ExistingObject rule) {
        Set<String> own = part.equals(SEND_ON)
                ? Set.of(
                        "FromScope",
                        "SentToScope",
                        "ExceptIfHeaderContainsMessageHeader",
                        "ExceptIfHeaderContainsWords")
                : Set.of();
        return rule.properties().properties().stream()
                .filter(property -> isSet(property.getValue()))
                .map(Map.Entry::getKey)
                .anyMatch(name -> !own.contains(name)
                        && !name.equals("SenderAddressLocation")
                        && CONDITIONS.stream().anyMatch(name::startsWith));
    }

    private static boolean isSet(JsonNode read) {
        return !(Value.of(read) instanceof Value.Unset || read.asText().equalsIgnoreCase("False"));
    }
}
