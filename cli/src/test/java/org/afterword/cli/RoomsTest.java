package org.afterword.cli;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** Who may know whom, over all rooms at once: this one sees them all. */
@AnalyzeClasses(
        packages = "org.afterword",
        importOptions = {ImportOption.DoNotIncludeTests.class, RoomsTest.NoTestJars.class})
class RoomsTest {
    /** Leaves out the fakes and stand-ins that rooms lend each other for their tests. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule ROOMS_KNOW_ONLY_THOSE_BELOW = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("org.afterword..")
            .layer("engine")
            .definedBy("org.afterword.engine..")
            .layer("process")
            .definedBy("org.afterword.process..")
            .layer("storage")
            .definedBy("org.afterword.storage..")
            .layer("gateway")
            .definedBy("org.afterword.gateway..")
            .layer("mail")
            .definedBy("org.afterword.functions.mail..")
            .layer("onboarding")
            .definedBy("org.afterword.functions.onboarding..")
            .layer("console")
            .definedBy("org.afterword.functions.console..")
            .layer("app")
            .definedBy("org.afterword.functions.app..")
            .layer("simulator")
            .definedBy("org.afterword.simulator..")
            .layer("host")
            .definedBy("org.afterword.host..")
            .layer("cli")
            .definedBy("org.afterword.cli..")
            .whereLayer("engine")
            .mayNotAccessAnyLayer()
            .whereLayer("process")
            .mayNotAccessAnyLayer()
            .whereLayer("storage")
            .mayOnlyAccessLayers("engine", "process")
            .whereLayer("gateway")
            .mayOnlyAccessLayers("engine", "process", "storage")
            .whereLayer("mail")
            .mayOnlyAccessLayers("engine", "process", "storage")
            .whereLayer("onboarding")
            .mayOnlyAccessLayers("engine", "process", "storage")
            .whereLayer("console")
            .mayOnlyAccessLayers("engine", "process", "storage", "mail", "onboarding")
            .whereLayer("app")
            .mayOnlyAccessLayers("engine", "process", "storage", "mail", "onboarding", "console")
            .whereLayer("simulator")
            .mayNotAccessAnyLayer()
            .whereLayer("host")
            .mayNotAccessAnyLayer()
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule THE_ENGINE_TOUCHES_NO_NETWORK_AND_NO_CLOUD = ArchRuleDefinition.noClasses()
            .that()
            .resideInAPackage("org.afterword.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.net.http..", "javax.net..", "com.azure..", "com.microsoft.azure..", "org.slf4j..");

    @ArchTest
    static final ArchRule ONLY_STORAGE_AND_VAULT_KNOW_AZURE = ArchRuleDefinition.noClasses()
            .that()
            .resideOutsideOfPackages("org.afterword.storage..", "org.afterword.process.vault..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.azure..");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CIRCLES = SlicesRuleDefinition.slices()
            .matching("org.afterword.(**)")
            .should()
            .beFreeOfCycles();
}
