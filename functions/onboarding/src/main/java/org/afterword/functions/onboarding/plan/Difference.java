package org.afterword.functions.onboarding.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import org.afterword.functions.onboarding.exchange.Value;

/**
 * A parameter that has another value than it should.
 *
 * @param is as the tenant has it
 * @param shouldBe as it will be set
 */
public record Difference(String parameter, JsonNode is, Value shouldBe) {
    static Difference of(String parameter, ExistingObject object, Value shouldBe) {
        JsonNode is = object.properties().get(parameter);
        return new Difference(parameter, is == null ? NullNode.getInstance() : is, shouldBe);
    }

    /** The old value for people; of a secret only that it is another one. */
    public String shownOld() {
        return shouldBe instanceof Value.Hidden
                ? "(another value)"
                : Value.of(is).shown();
    }

    /** The new value for people. */
    public String shownNew() {
        return shouldBe.shown();
    }
}
