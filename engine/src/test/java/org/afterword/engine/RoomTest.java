package org.afterword.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.MailText;
import org.afterword.engine.mime.Part;
import org.afterword.engine.place.lines.Flow;
import org.afterword.engine.place.lines.ReadText;

@AnalyzeClasses(packages = "org.afterword.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomTest {
    @ArchTest
    static final ArchRule dependsOnItsLibrariesOnly = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.afterword.engine..",
                    "java..",
                    // What a thread has allocated, which ends a parse that is out of proportion.
                    "com.sun.management..",
                    "jakarta.mail..",
                    "org.jsoup..",
                    "com.samskivert.mustache..",
                    "com.google.i18n.phonenumbers..",
                    "com.google.zxing..",
                    "javax.imageio..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule isPure = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "java.sql..", "jakarta.mail.search..")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.(net\\.(Socket|URL|HttpURLConnection)|time\\.Clock|lang\\.ProcessBuilder)");

    @ArchTest
    static final ArchRule readsFilesThroughRawMessageOnly = noClasses()
            .that()
            .resideOutsideOfPackage("org.afterword.engine.message..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.file..", "java.nio.channels..");

    @ArchTest
    static final ArchRule decodesAndReadsTextsInOnePlace = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("org.afterword.engine.TextReader")
            .should()
            .callMethod(MailText.class, "decode", RawMessage.class, Part.class)
            .orShould()
            .callMethod(ReadText.class, "html", String.class)
            .orShould()
            .callMethod(ReadText.class, "plain", String.class, Flow.class);

    @ArchTest
    static final ArchRule packagesHaveNoCircles =
            slices().matching("org.afterword.(**)").should().beFreeOfCycles();
}
