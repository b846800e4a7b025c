package org.afterword.storage.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.afterword.engine.model.HeaderCondition;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SigningRules;
import org.afterword.storage.json.StoredJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoredRulesTest {
    private static final SigningRules OLD = SigningRules.of(List.of(SignatureRule.of("r", "R", "t")));

    static Stream<SigningRules> newer() {
        return Stream.of(
                        SignatureRule.builder("r", "R").authors(SignatureRule.Author.PERSON),
                        SignatureRule.builder("r", "R")
                                .headers(
                                        new HeaderCondition("X-Mailer", Set.of("crm"), HeaderCondition.Effect.REQUIRE)))
                .map(rule -> SigningRules.of(List.of(rule.template("t").build())));
    }

    /** An earlier version reads what is stored as the rules themselves, and skips what it does not know. */
    @ParameterizedTest
    @MethodSource("newer")
    void anEarlierVersionCannotReadAConditionThatItDoesNotKnow(SigningRules rules) throws IOException {
        JsonNode stored = StoredRules.of(rules);
        assertThatThrownBy(() -> StoredJson.read(stored, SigningRules.class)).isInstanceOf(IOException.class);
        assertThat(StoredRules.read(stored)).isEqualTo(rules);
    }

    @Test
    void allOtherRulesAreStoredAsEver() throws IOException {
        JsonNode stored = StoredRules.of(OLD);
        assertThat(StoredJson.read(stored, SigningRules.class)).isEqualTo(OLD);
        assertThat(StoredRules.read(stored)).isEqualTo(OLD);
    }

    @Test
    void rulesOfAnEarlierVersionReadAsBefore() throws IOException {
        ObjectNode stored = (ObjectNode) StoredRules.of(OLD);
        stored.remove("signsAlso");
        ((ObjectNode) stored.at("/rules/0")).remove(List.of("authors", "headers"));
        assertThat(StoredRules.read(stored)).isEqualTo(OLD);
    }

    @Test
    void refusesWhatALaterVersionWrote() {
        ObjectNode stored = (ObjectNode) StoredRules.of(newer().findFirst().orElseThrow());
        stored.put("form", 3);
        assertThatThrownBy(() -> StoredRules.read(stored)).isInstanceOf(IOException.class);
    }
}
