package org.afterword.functions.onboarding.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.afterword.functions.onboarding.exchange.Value;
import org.afterword.functions.onboarding.manual.ManualGuide.Item;
import org.afterword.functions.onboarding.manual.ManualGuide.Section;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.plan.WantedObject;
import org.afterword.functions.onboarding.plan.WantedObjects;
import org.afterword.functions.onboarding.worker.SimulatedTenant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManualGuideTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void namesEveryValueOfEveryObjectOfThePlan(boolean recallExceptions) {
        PlanOptions options = PlanOptions.usual().withRecallExceptions(recallExceptions);
        List<WantedObject> wanted = WantedObjects.of(SimulatedTenant.STAMP, SimulatedTenant.CODE, options);
        List<Section> guide = ManualGuide.of(SimulatedTenant.STAMP, SimulatedTenant.CODE, options);

        assertThat(guide).hasSameSizeAs(wanted).isNotEmpty();
        for (int i = 0; i < wanted.size(); i++) {
            WantedObject object = wanted.get(i);
            assertThat(guide.get(i).title()).endsWith(": " + object.name());
            List<String> set = object.values().entrySet().stream()
                    .filter(value -> !(value.getValue() instanceof Value.Unset))
                    .map(Map.Entry::getKey)
                    .toList();
            assertThat(guide.get(i).items())
                    .extracting(Item::parameter)
                    .startsWith("Name")
                    .containsAll(set);
            assertThat(guide.get(i).items()).allMatch(item -> !item.label().isBlank());
            boolean tellsState =
                    guide.get(i).items().stream().anyMatch(item -> item.label().contains("the rule"));
            assertThat(tellsState).isEqualTo(object.initialState() != WantedObject.InitialState.NONE);
        }
    }

    @Test
    void hasASectionForWhatIsOffered() {
        PlanOptions options =
                PlanOptions.usual().withRichTextInside(true).withOwnServers(PlanOptions.OwnServers.SEND_ON);

        assertThat(ManualGuide.of(SimulatedTenant.STAMP, SimulatedTenant.CODE, options))
                .extracting(Section::title)
                .contains(
                        "Outbound connector: Afterword to your own servers",
                        "Mail flow rule: Afterword: send on to your own servers",
                        "Remote domain: one for each of your own domains");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SmartHosts", "SetHeaderValue"})
    void holdsTheRoutingCodeInClearToBeCopied(String parameter) {
        List<Section> guide = ManualGuide.of(SimulatedTenant.STAMP, SimulatedTenant.CODE, PlanOptions.usual());

        assertThat(guide.stream()
                        .flatMap(section -> section.items().stream())
                        .filter(item -> item.parameter().equals(parameter)))
                .anyMatch(item -> item.value().contains(SimulatedTenant.CODE.value()));
    }
}
