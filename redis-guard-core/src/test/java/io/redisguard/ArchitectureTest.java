package io.redisguard;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.lettuce.core.AbstractRedisClient;
import io.redisguard.broken.CreatesAClient;
import io.redisguard.broken.LogsElsewhere;
import io.redisguard.broken.OpensAnUnguardedConnection;
import io.redisguard.broken.Prints;
import io.redisguard.broken.ReachesIntoLettuce;
import io.redisguard.broken.Sleeps;
import io.redisguard.broken.UsesMicrometer;
import io.redisguard.broken.UsesNetty;
import io.redisguard.broken.UsesSpring;
import io.redisguard.broken.one.KnowsTwo;
import io.redisguard.broken.two.KnowsOne;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the house. Each is shown to hold, and to fail on a class of the package {@code broken}. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/redis-guard-test/"))
            .importPackages("io.redisguard");

    private static final String LETTUCE = "io.redisguard.lettuce..";

    enum Rule {
        LEVELS(classes().should(onlyUseLowerLevels())),
        CYCLES(slices().matching("io.redisguard.(**)").should().beFreeOfCycles()),
        NULL_MARKED(classes().should(liveInNullMarkedPackages())),
        NO_SPRING(noClasses().should().dependOnClassesThat().resideInAPackage("org.springframework..")),
        ONE_CLIENT(noClasses()
                .that()
                .resideOutsideOfPackage(LETTUCE)
                .should()
                .dependOnClassesThat(resideInAPackage("io.lettuce..")
                        .and(describe("are clients", used -> used.isAssignableTo(AbstractRedisClient.class))))),
        GUARDED_CONNECTIONS(noClasses()
                .that()
                .resideOutsideOfPackage(LETTUCE)
                .should()
                .callMethodWhere(target(describe(
                        "is a method that a client inherits from Lettuce",
                        called -> called.getOwner().isAssignableTo(AbstractRedisClient.class)
                                && called.resolveMember()
                                        .map(member -> member.getOwner().getPackageName())
                                        .filter(name -> name.startsWith("io.lettuce."))
                                        .isPresent())))),
        LETTUCE_INTERNALS(noClasses()
                .that()
                .resideOutsideOfPackage(LETTUCE)
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "io.lettuce.core.protocol..",
                        "io.lettuce.core.output..",
                        "io.lettuce.core.internal..",
                        "io.lettuce.core.support.."))),
        NETTY(noClasses()
                .that()
                .resideOutsideOfPackage(LETTUCE)
                .should()
                .dependOnClassesThat(resideInAPackage("io.netty.."))),
        MICROMETER(noClasses()
                .that()
                .resideOutsideOfPackage("io.redisguard.observe..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.micrometer.."))),
        NO_OTHER_LOG(noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..")),
        NO_PRINTING(NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS),
        NO_SLEEP(noClasses()
                .should()
                .callMethodWhere(
                        target(describe("sleeps", called -> called.getName().equals("sleep")))));

        @SuppressWarnings("ImmutableEnumChecker") // ArchRule does not say that it is
        private final ArchRule rule;

        Rule(ArchRule rule) {
            this.rule = rule;
        }
    }

    private static ArchCondition<JavaClass> onlyUseLowerLevels() {
        return new ArchCondition<>("only use packages of lower levels, and be in the table") {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                String from = origin.getPackageName();
                if (!Levels.isKnown(from)) {
                    events.add(SimpleConditionEvent.violated(origin, from + " is not in the table of levels"));
                }
                origin.getDirectDependenciesFromSelf().stream()
                        .filter(used -> used.getTargetClass().getPackageName().startsWith("io.redisguard"))
                        .forEach(used -> Levels.problem(
                                        from, used.getTargetClass().getPackageName())
                                .ifPresent(problem -> events.add(
                                        SimpleConditionEvent.violated(used, problem + ": " + used.getDescription()))));
            }
        };
    }

    private static ArchCondition<JavaClass> liveInNullMarkedPackages() {
        return new ArchCondition<>("live in packages with @NullMarked") {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                if (!origin.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(
                            origin, origin.getPackageName() + " is not @NullMarked (" + origin.getName() + ")"));
                }
            }
        };
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void holds(Rule rule) {
        assertThat(MAIN).hasSizeGreaterThan(50);

        rule.rule.check(MAIN);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of(Rule.LEVELS, List.of(Sleeps.class)),
                Arguments.of(Rule.CYCLES, List.of(KnowsOne.class, KnowsTwo.class)),
                Arguments.of(Rule.NULL_MARKED, List.of(Sleeps.class)),
                Arguments.of(Rule.NO_SPRING, List.of(UsesSpring.class)),
                Arguments.of(Rule.ONE_CLIENT, List.of(CreatesAClient.class)),
                Arguments.of(Rule.GUARDED_CONNECTIONS, List.of(OpensAnUnguardedConnection.class)),
                Arguments.of(Rule.LETTUCE_INTERNALS, List.of(ReachesIntoLettuce.class)),
                Arguments.of(Rule.NETTY, List.of(UsesNetty.class)),
                Arguments.of(Rule.MICROMETER, List.of(UsesMicrometer.class)),
                Arguments.of(Rule.NO_OTHER_LOG, List.of(LogsElsewhere.class)),
                Arguments.of(Rule.NO_PRINTING, List.of(Prints.class)),
                Arguments.of(Rule.NO_SLEEP, List.of(Sleeps.class)));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void bites(Rule rule, List<Class<?>> offenders) {
        JavaClasses imported = new ClassFileImporter().importClasses(offenders);

        assertThatThrownBy(() -> rule.rule.check(imported))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(offenders.get(0).getPackageName());
    }

    @Test
    void everyRuleIsShownToBite() {
        assertThat(broken().map(arguments -> arguments.get()[0])).containsExactlyInAnyOrder((Object[]) Rule.values());
    }

    @Test
    void aPackageUsesLowerLevelsOnly() {
        assertThat(Levels.problem("io.redisguard.error", "io.redisguard.internal"))
                .isEmpty();
        assertThat(Levels.problem("io.redisguard.road", "io.redisguard.resilience"))
                .isEmpty();
        assertThat(Levels.problem("io.redisguard", "io.redisguard.doctor")).isEmpty();
        assertThat(Levels.problem("io.redisguard.lettuce.inner", "io.redisguard.lettuce"))
                .isEmpty();

        assertThat(Levels.problem("io.redisguard.internal", "io.redisguard.error"))
                .isPresent();
        assertThat(Levels.problem("io.redisguard.resilience", "io.redisguard.road"))
                .isPresent();
        assertThat(Levels.problem("io.redisguard.doctor", "io.redisguard")).isPresent();
    }

    @Test
    void packagesOfOneLevelDoNotKnowEachOther() {
        assertThat(Levels.problem("io.redisguard.policy", "io.redisguard.resilience"))
                .isPresent();
        assertThat(Levels.problem("io.redisguard.cache", "io.redisguard.lock")).isPresent();
    }

    @Test
    void aPackageThatNobodyHasPlacedIsRefused() {
        assertThat(Levels.problem("io.redisguard.util", "io.redisguard.internal"))
                .isPresent();
        assertThat(Levels.problem("io.redisguard.lock", "io.redisguard.util")).isPresent();
    }

    @Test
    void testsDoNotSleepEither() {
        JavaClasses tests = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("/broken/"))
                .importPackages("io.redisguard");
        assertThat(tests).hasSizeGreaterThan(20);

        Rule.NO_SLEEP.rule.check(tests);
    }
}
