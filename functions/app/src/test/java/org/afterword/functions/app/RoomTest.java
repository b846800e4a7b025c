package org.afterword.functions.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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
    static final ArchRule onlyFunctionClassesAskForTheAppOfThisProcess =
            noClasses().that(DescribedPredicate.not(FUNCTIONS)).should().callMethod(FunctionApp.class, "current");

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
