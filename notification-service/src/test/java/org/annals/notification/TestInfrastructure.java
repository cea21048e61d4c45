package org.annals.notification;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import org.annals.local.InfrastructureTestResource;

/** A broker and a database for all tests of the module; Quarkus finds it by its annotation. */
@QuarkusTestResource(
        value = InfrastructureTestResource.class,
        initArgs = @ResourceArg(name = "database", value = "notification"))
final class TestInfrastructure {

    private TestInfrastructure() {}
}
