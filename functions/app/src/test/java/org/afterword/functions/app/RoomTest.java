package org.afterword.functions.app;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethodReference;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

@AnalyzeClasses(
        packages = "org.afterword",
        importOptions = {ImportOption.DoNotIncludeTests.class, RoomTest.NoTestJars.class})
class RoomTest {
    /** Other rooms' tests come in jars, which the option above does not know. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final DescribedPredicate<JavaClass> FUNCTIONS = DescribedPredicate.describe(
            "have a method with @FunctionName",
            type -> type.getMethods().stream().anyMatch(method -> method.isAnnotatedWith(FunctionName.class)));

    @ArchTest
    static final ArchRule neverSeesTheGateway = noClasses()
            .that()
            .resideInAPackage("org.afterword.functions..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.afterword.gateway..", "org.subethamail..", "org.afterword.simulator..");

    @ArchTest
    static final ArchRule functionClassesOnlyAdapt = noClasses()
            .that(FUNCTIONS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.afterword.engine..", "org.eclipse.angus..", "jakarta.mail..", "java.nio..", "java.net..");

    @ArchTest
    static final ArchRule functionClassesStandBesideTheApp =
            classes().that(FUNCTIONS).should().resideInAPackage("org.afterword.functions.app");

    /** So that everything below them takes a fake by its constructor. */
    @ArchTest
    static final ArchRule onlyFunctionClassesAskForTheAppOfThisProcess = noClasses()
            .that(DescribedPredicate.not(FUNCTIONS))
            .should()
            .callMethodWhere(targetOwner(type(FunctionApp.class)).and(target(nameMatching("current|awaited"))));

    /**
     * What goes wrong in a constructor the host counts as a failed delivery, or never hears of. What a lambda says is done later.
     */
    @ArchTest
    static final ArchRule constructorsOfFunctionClassesDoNothing = constructors()
            .that()
            .areDeclaredInClassesThat(FUNCTIONS)
            .should(new ArchCondition<>("call nothing but another constructor of the class") {
                @Override
                public void check(JavaConstructor constructor, ConditionEvents events) {
                    for (JavaAccess<?> access : constructor.getAccessesFromSelf()) {
                        boolean harmless = access.isDeclaredInLambda()
                                || access instanceof JavaMethodReference
                                || access instanceof JavaFieldAccess field
                                        && field.getAccessType() == JavaFieldAccess.AccessType.SET
                                || access instanceof JavaConstructorCall call
                                        && (call.getTargetOwner().equals(constructor.getOwner())
                                                || call.getTargetOwner().isEquivalentTo(Object.class));
                        if (!harmless) {
                            events.add(SimpleConditionEvent.violated(constructor, access.getDescription()));
                        }
                    }
                }
            });

    @ArchTest
    static final ArchRule onlyTheAppKnowsTheHost = noClasses()
            .that()
            .resideInAPackage("org.afterword.functions..")
            .and()
            .resideOutsideOfPackage("org.afterword.functions.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.microsoft.azure.functions..");

    @ArchTest
    static final ArchRule roomsHaveNoCircles =
            slices().matching("org.afterword.functions.(*)..").should().beFreeOfCycles();
}
