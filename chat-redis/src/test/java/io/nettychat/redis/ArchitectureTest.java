package io.nettychat.redis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows go to what a log needs to know, and the client of Redis stays behind the way to it. */
@AnalyzeClasses(packages = "io.nettychat.redis", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule aLogKnowsTheSpiAndTheModel = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.nettychat.redis..",
                    "io.nettychat.spi..",
                    "io.nettychat.model..",
                    "io.nettychat.protocol..",
                    "io.lettuce..",
                    "io.netty.util..",
                    "org.slf4j..",
                    "java..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule roomsDoNotKnowTheClient = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Link")
            .and()
            .doNotHaveSimpleName("Ear")
            .and()
            .doNotHaveSimpleName("RedisAddress")
            .and()
            .doNotHaveSimpleName("RedisLog")
            .and()
            .areTopLevelClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.lettuce..");
}
