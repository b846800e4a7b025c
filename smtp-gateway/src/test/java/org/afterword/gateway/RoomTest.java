package org.afterword.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "org.afterword.gateway", importOptions = DoNotIncludeTests.class)
class RoomTest {
    @ArchTest
    static final ArchRule knowsOnlyStorageProcessAndEngine = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.afterword.gateway..",
                    "org.afterword.storage..",
                    "org.afterword.process..",
                    "org.afterword.engine..",
                    "org.subethamail..",
                    "org.slf4j..",
                    "io.prometheus..",
                    "org.jspecify..",
                    "com.sun.net.httpserver..",
                    "java..",
                    "javax.net..");

    @ArchTest
    static final ArchRule neverSeesTheFunctions =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.afterword.functions..");

    @ArchTest
    static final ArchRule theWireKnowsNothingOfMail = noClasses()
            .that()
            .resideInAPackage("org.afterword.gateway.wire..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.afterword.gateway.intake..", "org.afterword.gateway.smtp..");

    @ArchTest
    static final ArchRule doesNotKnowWhatTheStoresAre = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.afterword.storage.embedded..", "org.afterword.storage.azure..");

    @ArchTest
    static final ArchRule packagesHaveNoCircles = SlicesRuleDefinition.slices()
            .matching("org.afterword.(**)")
            .should()
            .beFreeOfCycles();
}
