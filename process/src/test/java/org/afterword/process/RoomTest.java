package org.afterword.process;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Whom this room may know, and that its packages have no circles. */
@AnalyzeClasses(packages = "org.afterword.process", importOptions = DoNotIncludeTests.class)
class RoomTest {
    @ArchTest
    static final ArchRule knowsNobody = classes()
            .should()
            .onlyDependOnClassesThat(
                    resideOutsideOfPackage("org.afterword..").or(resideInAnyPackage("org.afterword.process..")));

    @ArchTest
    static final ArchRule onlyTheVaultPackageKnowsAzure = noClasses()
            .that()
            .resideOutsideOfPackage("org.afterword.process.vault..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.azure..", "com.microsoft..");

    @ArchTest
    static final ArchRule packagesHaveNoCircles =
            slices().matching("org.afterword.(**)").should().beFreeOfCycles();
}
