package org.afterword.functions.onboarding.session;

import java.util.List;
import org.afterword.functions.onboarding.plan.PlanOptions;

/**
 * The tenant as it was read last, and what is planned for it.
 *
 * @param organization its name
 * @param options with which the plan was made
 * @param plan what is to be done
 * @param drift what has changed since it was connected, in sentences
 * @param notices what else its administrators should know, in sentences
 * @param created whether all objects are there
 * @param enabled whether the main rule is
 * @param begun whether creating was begun once
 * @param known whether everything was created once
 * @param routingCode sealed for the browser
 */
public record ShownTenant(
        String organization,
        List<String> domains,
        PlanOptions options,
        List<ShownStep> plan,
        List<String> drift,
        List<String> notices,
        boolean created,
        boolean enabled,
        boolean begun,
        boolean known,
        String routingCode) {
    public ShownTenant {
        domains = List.copyOf(domains);
        plan = List.copyOf(plan);
        drift = List.copyOf(drift);
        notices = List.copyOf(notices);
    }

    /** With the routing code sealed for another secret. */
    ShownTenant sealed(String code) {
        return new ShownTenant(
                organization, domains, options, plan, drift, notices, created, enabled, begun, known, code);
    }

    /** After all objects of ours were removed. */
    ShownTenant removed() {
        return new ShownTenant(
                organization, domains, options, plan, List.of(), notices, false, false, begun, known, routingCode);
    }
}
