package org.afterword.local;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** Who may know whom, over all rooms at once: this one sees them all. */
@AnalyzeClasses(packages = "org.afterword", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule ROOMS_KNOW_ONLY_THOSE_BELOW = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("org.afterword..")
            .layer("engine")
            .definedBy("org.afterword.engine..")
            .layer("storage")
            .definedBy("org.afterword.storage..")
            .layer("gateway")
            .definedBy("org.afterword.gateway..")
            .layer("functions")
            .definedBy("org.afterword.functions..")
            .layer("simulator")
            .definedBy("org.afterword.simulator..")
            .layer("local")
            .definedBy("org.afterword.local..")
            .whereLayer("engine")
            .mayNotAccessAnyLayer()
            .whereLayer("storage")
            .mayOnlyAccessLayers("engine")
            .whereLayer("gateway")
            .mayOnlyAccessLayers("engine", "storage")
            .whereLayer("functions")
            .mayOnlyAccessLayers("engine", "storage")
            .whereLayer("simulator")
            .mayNotAccessAnyLayer()
            .whereLayer("local")
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
    static final ArchRule ONLY_STORAGE_KNOWS_AZURE = ArchRuleDefinition.noClasses()
            .that()
            .resideOutsideOfPackage("org.afterword.storage..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.azure..");

    @ArchTest
    static final ArchRule PARTS_OF_LOCAL_HAVE_NO_CYCLES = SlicesRuleDefinition.slices()
            .matching("org.afterword.local.(*)..")
            .should()
            .beFreeOfCycles();
}
