package org.afterword.functions.onboarding.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.afterword.functions.onboarding.exchange.Value;
import org.afterword.storage.tenant.RoutingCode;

/** Notes how things are before a plan touches them. */
public final class Recorder {
    private Recorder() {}

    /** What a plan is about to create or change, as it is now. */
    public static List<Before> before(TenantState state, Plan plan) {
        List<Before> before = new ArrayList<>();
        for (Step step : plan.steps()) {
            of(state, step).ifPresent(before::add);
        }
        return List.copyOf(before);
    }

    /** What this step is about to create or change, as it is now; empty if it does neither. */
    public static Optional<Before> of(TenantState state, Step step) {
        return switch (step) {
            case Step.Create create ->
                Optional.of(new Before(
                        create.object().kind(), create.object().name(), false, Map.of(), false, Optional.empty()));
            case Step.Change change
            when bearsOurMark(change) || change.differences().stream().anyMatch(Recorder::isOurs) ->
                Optional.of(new Before(change.kind(), change.name(), false, Map.of(), false, guid(state, change)));
            case Step.Change change
            when change.kind() != ObjectKind.ORGANIZATION -> {
                Map<String, JsonNode> values = new LinkedHashMap<>();
                change.differences().stream()
                        .filter(difference -> !Set.of("State", "Name").contains(difference.parameter()))
                        .forEach(difference -> values.put(difference.parameter(), difference.is()));
                boolean enabled = state.find(change.kind(), change.name())
                        .map(ExistingObject::isEnabled)
                        .orElse(false);
                yield Optional.of(new Before(change.kind(), change.name(), true, values, enabled, guid(state, change)));
            }
            case Step.Change hydration -> Optional.empty();
            case Step.Remove remove -> Optional.empty();
            case Step.Leave leave -> Optional.empty();
            case Step.Warn warn -> Optional.empty();
        };
    }

    private static Optional<String> guid(TenantState state, Step.Change change) {
        return state.find(change.kind(), change.name()).flatMap(ExistingObject::guid);
    }

    /** Made earlier by the script, say: its mark is as we want it, so it is not among what has to be changed. */
    private static boolean bearsOurMark(Step.Change change) {
        return !change.kind().mark().isEmpty()
                && change.differences().stream()
                        .noneMatch(difference ->
                                difference.parameter().equals(change.kind().mark()));
    }

    /** An object that holds a routing code is one that we made earlier; no old code is recorded. */
    private static boolean isOurs(Difference difference) {
        String first = Value.of(difference.is()).shown().split("\\.", 2)[0];
        return difference.shouldBe() instanceof Value.Hidden
                && RoutingCode.parse(first).isPresent();
    }

    /** Adds what was seen later to what was seen first; the first sight of an object and of each value counts. */
    public static List<Before> merge(List<Before> first, List<Before> later) {
        List<Before> merged = new ArrayList<>(first);
        for (Before seen : later) {
            int known = indexOf(merged, seen);
            if (known < 0) {
                merged.add(seen);
            } else {
                merged.set(known, merge(merged.get(known), seen));
            }
        }
        return List.copyOf(merged);
    }

    private static Before merge(Before first, Before later) {
        Map<String, JsonNode> values = new LinkedHashMap<>(first.existed() ? later.values() : Map.of());
        values.putAll(first.values());
        return new Before(
                first.kind(),
                first.name(),
                first.existed(),
                values,
                first.enabled(),
                first.guid().or(later::guid));
    }

    private static int indexOf(List<Before> list, Before object) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).isOf(object.kind(), object.name(), object.guid())) {
                return i;
            }
        }
        return -1;
    }
}
