package org.afterword.functions.onboarding.session;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.afterword.functions.onboarding.plan.PlanOptions;

/**
 * The tenant as it was read last, and what is planned for it.
 *
 * @param organization its name
 * @param domains its accepted domains
 * @param initialDomain the one that Microsoft gave it, as far as that is known; else empty
 * @param options with which the plan was made
 * @param plan what is to be done
 * @param drift what has changed since it was connected, in sentences
 * @param notices what else its administrators should know, in sentences
 * @param created whether all objects are there
 * @param enabled whether the main rule is
 * @param begun whether creating was begun once
 * @param known whether everything was created once
 * @param waitsFor what has to be put right before the main rule may be enabled, in sentences with what helps; none if it may be
 * @param disableFirst whether mail is held up or refused as long as the main rule is on, so that disabling it is the first thing to offer
 * @param routingCode sealed for the browser
 */
public record ShownTenant(
        String organization,
        List<String> domains,
        String initialDomain,
        PlanOptions options,
        List<ShownStep> plan,
        List<String> drift,
        List<String> notices,
        boolean created,
        boolean enabled,
        boolean begun,
        boolean known,
        List<String> waitsFor,
        boolean disableFirst,
        String routingCode) {
    public ShownTenant {
        domains = List.copyOf(domains);
        plan = List.copyOf(plan);
        drift = List.copyOf(drift);
        notices = List.copyOf(notices);
        waitsFor = List.copyOf(waitsFor);
    }

    /** As it was stored; an earlier version did not know all of it. */
    @JsonCreator
    static ShownTenant stored(
            @JsonProperty("organization") String organization,
            @JsonProperty("domains") List<String> domains,
            @JsonProperty("initialDomain") Optional<String> initialDomain,
            @JsonProperty("options") PlanOptions options,
            @JsonProperty("plan") List<ShownStep> plan,
            @JsonProperty("drift") List<String> drift,
            @JsonProperty("notices") List<String> notices,
            @JsonProperty("created") boolean created,
            @JsonProperty("enabled") boolean enabled,
            @JsonProperty("begun") boolean begun,
            @JsonProperty("known") boolean known,
            @JsonProperty("waitsFor") Optional<List<String>> waitsFor,
            @JsonProperty("disableFirst") Optional<Boolean> disableFirst,
            @JsonProperty("routingCode") String routingCode) {
        return new ShownTenant(
                organization,
                domains,
                initialDomain.orElse(""),
                options,
                plan,
                drift,
                notices,
                created,
                enabled,
                begun,
                known,
                waitsFor.orElse(List.of()),
                disableFirst.orElse(false),
                routingCode);
    }

    /** With the routing code sealed for another secret. */
    ShownTenant sealed(String code) {
        return new ShownTenant(
                organization,
                domains,
                initialDomain,
                options,
                plan,
                drift,
                notices,
                created,
                enabled,
                begun,
                known,
                waitsFor,
                disableFirst,
                code);
    }

    /** After all objects of ours were removed. */
    ShownTenant removed() {
        return new ShownTenant(
                organization,
                domains,
                initialDomain,
                options,
                plan,
                List.of(),
                notices,
                false,
                false,
                begun,
                known,
                List.of(),
                false,
                routingCode);
    }
}
