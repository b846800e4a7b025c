package org.afterword.functions.onboarding;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.afterword.functions.onboarding.exchange.Value;
import org.afterword.functions.onboarding.plan.Difference;
import org.afterword.functions.onboarding.plan.ObjectKind;
import org.afterword.functions.onboarding.plan.Plan;
import org.afterword.functions.onboarding.plan.Step;

/** A plan as JSON for people, without its secrets. */
final class PlanView {
    private PlanView() {}

    static ArrayNode of(Plan plan) {
        ArrayNode steps = Sessions.JSON.createArrayNode();
        for (Step step : plan.steps()) {
            ObjectNode row = steps.addObject();
            switch (step) {
                case Step.Create create -> {
                    row(
                            row,
                            "create",
                            create.object().kind(),
                            create.object().name(),
                            create.object().purpose());
                    create.object().values().forEach((parameter, value) -> {
                        if (!(value instanceof Value.Unset)) {
                            row.withArray("details")
                                    .addObject()
                                    .put("parameter", parameter)
                                    .put("new", value.shown());
                        }
                    });
                }
                case Step.Change change -> {
                    row(row, "change", change.kind(), change.name(), change.why());
                    differences(row, change.differences());
                }
                case Step.Remove remove -> row(row, "remove", remove.kind(), remove.name(), remove.why());
                case Step.Leave leave -> row(row, "leave", leave.kind(), leave.name(), leave.why());
                case Step.Warn warn ->
                    row.put("action", "warn")
                            .put("warning", warn.warning().name())
                            .put("why", warn.text());
            }
        }
        return steps;
    }

    private static void row(ObjectNode row, String action, ObjectKind kind, String name, String why) {
        row.put("action", action).put("kind", kind.words()).put("name", name).put("why", why);
    }

    private static void differences(ObjectNode row, List<Difference> differences) {
        for (Difference difference : differences) {
            row.withArray("details")
                    .addObject()
                    .put("parameter", difference.parameter())
                    .put("old", difference.shownOld())
                    .put("new", difference.shownNew());
        }
    }
}
