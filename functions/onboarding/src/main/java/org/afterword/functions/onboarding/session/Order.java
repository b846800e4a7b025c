package org.afterword.functions.onboarding.session;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;
import org.afterword.functions.onboarding.plan.PlanOptions;

/** What the browser asks the worker to do. The names are those of the HTTP interface and of the stored session. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "order")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Order.ShowPlan.class, name = "plan"),
    @JsonSubTypes.Type(value = Order.CheckAgain.class, name = "check"),
    @JsonSubTypes.Type(value = Order.CreateObjects.class, name = "create"),
    @JsonSubTypes.Type(value = Order.EnableRule.class, name = "enable"),
    @JsonSubTypes.Type(value = Order.DisableRule.class, name = "disable"),
    @JsonSubTypes.Type(value = Order.ChangeCode.class, name = "change-code"),
    @JsonSubTypes.Type(value = Order.RemoveObjects.class, name = "remove"),
    @JsonSubTypes.Type(value = Order.SignOut.class, name = "cancel")
})
public sealed interface Order {
    /** Show the plan with these options. */
    record ShowPlan(PlanOptions options) implements Order {}

    /** Read the tenant again. */
    record CheckAgain() implements Order {}

    /** Carry the plan out, with other options if there are any. */
    record CreateObjects(Optional<PlanOptions> options) implements Order {}

    /** Enable the main rule. */
    record EnableRule() implements Order {}

    /** Disable the main rule. */
    record DisableRule() implements Order {}

    /** Give the organisation another routing code. */
    record ChangeCode() implements Order {}

    /** Remove everything of ours. */
    record RemoveObjects() implements Order {}

    /** End the sign-in. */
    record SignOut() implements Order {}

    /** The order's name in the HTTP interface. */
    default String word() {
        return switch (this) {
            case ShowPlan plan -> "plan";
            case CheckAgain check -> "check";
            case CreateObjects create -> "create";
            case EnableRule enable -> "enable";
            case DisableRule disable -> "disable";
            case ChangeCode change -> "change-code";
            case RemoveObjects remove -> "remove";
            case SignOut signOut -> "cancel";
        };
    }

    /** Whether it only reads the tenant; such an order leaves the console of the order before it. */
    default boolean readsOnly() {
        return switch (this) {
            case ShowPlan plan -> true;
            case CheckAgain check -> true;
            case CreateObjects create -> false;
            case EnableRule enable -> false;
            case DisableRule disable -> false;
            case ChangeCode change -> false;
            case RemoveObjects remove -> false;
            case SignOut signOut -> false;
        };
    }
}
