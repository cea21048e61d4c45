// SPDX-License-Identifier: Apache-2.0
package org.annals.notification;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import org.annals.local.InfrastructureTestResource;

/** A broker, a database and a mail server for all tests of the module; Quarkus finds them by their annotations. */
@QuarkusTestResource(
        value = InfrastructureTestResource.class,
        initArgs = @ResourceArg(name = "database", value = "notification"))
@QuarkusTestResource(MailServer.class)
final class TestInfrastructure {

    private TestInfrastructure() {}
}
