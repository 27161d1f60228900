package io.nettychat.disk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The log on disk knows what a log is, and nothing of the engine. */
@AnalyzeClasses(packages = "io.nettychat.disk", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule knowsTheSpiOnly = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.nettychat.disk..",
                    "io.nettychat.spi..",
                    "io.nettychat.model..",
                    "io.netty.buffer..",
                    "io.netty.util..",
                    "org.slf4j..",
                    "org.jspecify..",
                    "java..");

    @ArchTest
    static final ArchRule fewTypesArePublic = classes()
            .that()
            .arePublic()
            .should()
            .haveNameMatching("io\\.nettychat\\.disk\\.(DiskLog|DiskLogBuilder|Durability)");
}
