package org.afterword.functions.onboarding.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.storage.json.StoredJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OrderTest {
    static Stream<Arguments> hasTheNameOfTheInterfaceInTheStoreToo() {
        return Stream.of(
                Arguments.of(new Order.ShowPlan(PlanOptions.usual()), "plan", true),
                Arguments.of(new Order.CheckAgain(), "check", true),
                Arguments.of(new Order.CreateObjects(Optional.empty()), "create", false),
                Arguments.of(new Order.EnableRule(), "enable", false),
                Arguments.of(new Order.DisableRule(), "disable", false),
                Arguments.of(new Order.ChangeCode(), "change-code", false),
                Arguments.of(new Order.RemoveObjects(), "remove", false),
                Arguments.of(new Order.SignOut(), "cancel", false));
    }

    @Test
    void optionsOfAnEarlierVersionHaveTheRestAsIfNotChosen() throws IOException {
        String json = "{\"pilotGroup\":null,\"sizeLimitKilobytes\":26624,\"recallExceptions\":false,"
                + "\"richTextOff\":true,\"prefix\":\"Afterword\"}";

        assertThat(StoredJson.read(json, PlanOptions.class)).isEqualTo(PlanOptions.usual());
        PlanOptions all = PlanOptions.usual()
                .withRichTextInside(true)
                .withOwnServers(PlanOptions.OwnServers.SEND_ON)
                .withPilotGroup("pilot@contoso.com");
        assertThat(StoredJson.read(StoredJson.text(all), PlanOptions.class)).isEqualTo(all);
    }

    @ParameterizedTest
    @MethodSource
    void hasTheNameOfTheInterfaceInTheStoreToo(Order order, String word, boolean readsOnly) throws IOException {
        String json = StoredJson.text(order);

        assertThat(order.word()).isEqualTo(word);
        assertThat(json).startsWith("{\"order\":\"" + word + "\"");
        assertThat(StoredJson.read(json, Order.class)).isEqualTo(order);
        assertThat(order.readsOnly()).isEqualTo(readsOnly);
    }
}
