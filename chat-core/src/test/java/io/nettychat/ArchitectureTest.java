package io.nettychat;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the packages go one way, and the engine needs no lock. */
@AnalyzeClasses(packages = "io.nettychat", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule modelKnowsNobody = classes()
            .that()
            .resideInAPackage("..model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.nettychat.model..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule spiKnowsTheModel = classes()
            .that()
            .resideInAPackage("..spi..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.nettychat.spi..", "io.nettychat.model..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule protocolKnowsTheModelAndBuffers = classes()
            .that()
            .resideInAPackage("..protocol..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.nettychat.protocol..",
                    "io.nettychat.model..",
                    "io.netty.buffer..",
                    "tools.jackson..",
                    "java..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule coreKnowsNoHttp = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty.handler..", "io.nettychat.server..", "io.nettychat.launcher..");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.nettychat.(*)..").should().beFreeOfCycles();

    /** What can be understood, and tested, without the engine around it. */
    @ArchTest
    static final ArchRule partsOfTheEngineDoNotKnowTheWhole = noClasses()
            .that()
            .haveNameMatching(
                    "io\\.nettychat\\.hub\\.(Rate|Rates|Allowance|SharedBucket|SpeakerLimits|Facts|PresenceNews"
                            + "|Typists|MemoryLog|MemoryBudget|SessionTokens|HookThreads|Complaints|Batch)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("io\\.nettychat\\.hub\\.(Hub|Shard|Room|Lane|Connection|Conversation|Member)(\\$.*)?");

    @ArchTest
    static final ArchRule theEngineTakesNoLock = noClasses()
            .that()
            .resideInAPackage("..hub..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent.locks..");

    @ArchTest
    static final ArchRule theEngineSynchronisesNothing = methods()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage("..hub..")
            .should()
            .notHaveModifier(JavaModifier.SYNCHRONIZED);

    @ArchTest
    static final ArchRule onlyTheHubHoldsAtomics = noClasses()
            .that()
            .resideInAPackage("..hub..")
            .and()
            .doNotHaveFullyQualifiedName("io.nettychat.hub.Hub")
            .and()
            // Written for one frame in sixteen, and only by clients of the same address.
            .doNotHaveFullyQualifiedName("io.nettychat.hub.SharedBucket")
            .and()
            // Written when a room has grown by a quarter, or by 64 KiB.
            .haveNameNotMatching("io\\.nettychat\\.hub\\.MemoryBudget(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.concurrent.atomic..", "java.lang.invoke.VarHandle");
}
