package io.nettychat.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the packages, which go one way. */
@AnalyzeClasses(packages = "io.nettychat", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule arrowsGoOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("model")
            .definedBy("io.nettychat.model")
            .layer("spi")
            .definedBy("io.nettychat.spi")
            .layer("protocol")
            .definedBy("io.nettychat.protocol")
            .layer("hub")
            .definedBy("io.nettychat.hub")
            .layer("server")
            .definedBy("io.nettychat.server")
            .whereLayer("server")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("hub")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("protocol")
            .mayOnlyBeAccessedByLayers("hub", "server")
            .whereLayer("spi")
            .mayOnlyBeAccessedByLayers("hub", "server");

    @ArchTest
    static final ArchRule theEngineKnowsNoHttpAndNoSockets = noClasses()
            .that()
            .resideInAnyPackage("io.nettychat.model", "io.nettychat.spi", "io.nettychat.protocol", "io.nettychat.hub")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty.handler..", "io.netty.bootstrap..", "io.netty.channel.socket..");

    @ArchTest
    static final ArchRule fewTypesArePublic = classes()
            .that()
            .resideInAPackage("io.nettychat.server")
            .and()
            .arePublic()
            .and()
            .areTopLevelClasses()
            .should()
            .haveNameMatching("io\\.nettychat\\.server\\.(ChatServer|ChatServerBuilder|ChatPipeline|Transport)");

    @ArchTest
    static final ArchRule librariesLogThroughSlf4jOnly = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "ch.qos.logback..", "org.apache.logging..");

    @ArchTest
    static final ArchRule nothingMutableIsStatic = noFields()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage("io.nettychat..")
            .and()
            .areStatic()
            .should()
            .notBeFinal();
}
