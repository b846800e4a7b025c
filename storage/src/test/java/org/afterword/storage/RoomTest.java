package org.afterword.storage;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.afterword.storage", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomTest {
    @ArchTest
    static final ArchRule knowsTheEngineAndWhatEveryProcessHas = classes()
            .should()
            .onlyDependOnClassesThat(resideOutsideOfPackage("org.afterword..")
                    .or(resideInAnyPackage(
                            "org.afterword.storage..", "org.afterword.process..", "org.afterword.engine..")));

    @ArchTest
    static final ArchRule onlyTheAzurePackageKnowsAzure = noClasses()
            .that()
            .resideOutsideOfPackage("org.afterword.storage.azure..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.azure..", "com.microsoft..");

    @ArchTest
    static final ArchRule portsDoNotKnowTheirMeans = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.afterword.storage.mail..",
                    "org.afterword.storage.tenant..",
                    "org.afterword.storage.signature..",
                    "org.afterword.storage.trace..",
                    "org.afterword.storage.onboarding..",
                    "org.afterword.storage.port..",
                    "org.afterword.storage.document..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.afterword.storage.embedded..", "org.afterword.storage.azure..");

    @ArchTest
    static final ArchRule packagesHaveNoCircles =
            slices().matching("org.afterword.(**)").should().beFreeOfCycles();
}
