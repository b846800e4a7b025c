package org.afterword.functions.mail;

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
@AnalyzeClasses(packages = "org.afterword.functions.mail", importOptions = DoNotIncludeTests.class)
class RoomTest {
    @ArchTest
    static final ArchRule knowsStorageProcessAndEngine = classes()
            .should()
            .onlyDependOnClassesThat(resideOutsideOfPackage("org.afterword..")
                    .or(resideInAnyPackage(
                            "org.afterword.functions.mail..",
                            "org.afterword.engine..",
                            "org.afterword.process..",
                            "org.afterword.storage..")));

    @ArchTest
    static final ArchRule doesNotKnowTheHost =
            noClasses().should().dependOnClassesThat().resideInAPackage("com.microsoft.azure.functions..");

    @ArchTest
    static final ArchRule doesNotKnowWhatTheStoresAre = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.afterword.storage.embedded..", "org.afterword.storage.azure..");

    @ArchTest
    static final ArchRule onlyReportsUseAngus = noClasses()
            .that()
            .resideOutsideOfPackage("org.afterword.functions.mail.report..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.angus..", "jakarta.mail..");

    @ArchTest
    static final ArchRule reportsUseAngusForNoMoreThanQuotedPrintable = noClasses()
            .that()
            .resideInAPackage("org.afterword.functions.mail.report..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.angus.mail.smtp..", "org.eclipse.angus.mail.dsn..", "jakarta.mail..");

    @ArchTest
    static final ArchRule returningKnowsNothingOfSigning = noClasses()
            .that()
            .resideInAPackage("org.afterword.functions.mail.returning..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.afterword.functions.mail.signing..", "org.afterword.functions.mail.report..");

    @ArchTest
    static final ArchRule packagesHaveNoCircles =
            slices().matching("org.afterword.(**)").should().beFreeOfCycles();
}
