package org.afterword.storage;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.afterword.engine.message.RawMessage;
import org.afterword.storage.embedded.database.PlainFiles;

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
                    "org.afterword.storage.worker..",
                    "org.afterword.storage.port..",
                    "org.afterword.storage.document..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.afterword.storage.embedded..", "org.afterword.storage.azure..");

    /** As soon as a channel on a database file is closed, the system drops all locks that SQLite holds on it. */
    @ArchTest
    static final ArchRule oneClassAloneOpensFilesBesideSqlite = noClasses()
            .that()
            .resideInAPackage("org.afterword.storage.embedded..")
            .and()
            .doNotBelongToAnyOf(PlainFiles.class)
            .should()
            .callMethodWhere(opensAFile())
            .orShould()
            .callConstructorWhere(target(owner(assignableTo(Reader.class)
                    .or(assignableTo(Writer.class))
                    .or(assignableTo(FileInputStream.class))
                    .or(assignableTo(FileOutputStream.class))
                    .or(assignableTo(RandomAccessFile.class)))));

    /** Of the files that the engine opens for us, only the large mails are named. */
    @ArchTest
    static final ArchRule oneClassAloneNamesFilesToTheEngine = noClasses()
            .that()
            .resideInAPackage("org.afterword.storage.embedded..")
            .and()
            .doNotHaveSimpleName("LargeMailFiles")
            .should()
            .callMethod(RawMessage.class, "ofFile", Path.class);

    private static final Set<String> THAT_OPEN_NO_FILE = Set.of(
            "exists",
            "size",
            "isDirectory",
            "readAttributes",
            "getFileStore",
            "move",
            "delete",
            "deleteIfExists",
            "walk",
            "newDirectoryStream");

    private static DescribedPredicate<JavaMethodCall> opensAFile() {
        return DescribedPredicate.describe("open a file", call -> {
            JavaClass owner = call.getTargetOwner();
            return owner.isAssignableTo(FileChannel.class) && call.getName().equals("open")
                    || owner.isEquivalentTo(Files.class) && !THAT_OPEN_NO_FILE.contains(call.getName());
        });
    }

    @ArchTest
    static final ArchRule packagesHaveNoCircles =
            slices().matching("org.afterword.(**)").should().beFreeOfCycles();
}
