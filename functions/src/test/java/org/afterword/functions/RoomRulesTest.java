package org.afterword.functions;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.afterword", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomRulesTest {
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
            classes().that(FUNCTIONS).should().resideInAPackage("org.afterword.functions");

    @ArchTest
    static final ArchRule onlyFunctionClassesKnowTheHost = noClasses()
            .that()
            .resideInAnyPackage("org.afterword.functions.signing..", "org.afterword.functions.returning..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.microsoft.azure..");

    @ArchTest
    static final ArchRule returningKnowsNothingOfSigning = noClasses()
            .that()
            .resideInAPackage("org.afterword.functions.returning..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.afterword.functions.signing..");

    @ArchTest
    static final ArchRule onlyReturningSpeaksSmtp = noClasses()
            .that()
            .resideOutsideOfPackage("org.afterword.functions.returning..")
            .and()
            .resideInAPackage("org.afterword.functions..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.angus..", "jakarta.mail..");
}
